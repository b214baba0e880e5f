package org.acmespark.model;

/** Element type of a stacked result ({@code result_dtype}), as numpy names them. */
public enum ResultType {
  FLOAT16,
  FLOAT32,
  FLOAT64,
  INT8,
  INT16,
  INT32,
  INT64,
  UINT8,
  UINT16,
  UINT32,
  UINT64,
  BOOL,
  COMPLEX64,
  COMPLEX128
}
