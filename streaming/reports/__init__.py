"""Reports: tables as CSV, Excel workbooks or Parquet, of actions, repetitions and angles."""
