"""What readers corrected on the pages of reports: taken back beside other labels, kept apart where it misleads."""
