"""What the server takes and answers, as OpenAPI 3.1: for programs that are written against it, and for testers."""
