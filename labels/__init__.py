"""Hold what people must agree on: the taxonomy, the guide, the Label Studio border, labelled data and its splits."""
