package org.acmespark.serve;

import org.acmespark.ParallelMap;

final class PythonArguments {
  private final Frame request;

  PythonArguments(Frame request) {
    this.request = request;
  }

  ParallelMap.Builder<Object> builder() {
    throw new IllegalArgumentException("not yet: " + request.text("op"));
  }
}
