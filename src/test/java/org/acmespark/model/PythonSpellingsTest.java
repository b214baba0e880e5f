package org.acmespark.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PythonSpellingsTest {
  @ParameterizedTest
  @CsvSource({
    "float, FLOAT64",
    "int, INT64",
    "complex, COMPLEX128",
    "bool, BOOL",
    "np.float32, FLOAT32",
    "numpy.int8, INT8",
    "double, FLOAT64",
    "single, FLOAT32",
    "half, FLOAT16",
    "float16, FLOAT16",
    "FLOAT32, FLOAT32",
    "f4, FLOAT32",
    "<f8, FLOAT64",
    "c16, COMPLEX128",
    "u1, UINT8",
    "b1, BOOL"
  })
  void typesHaveTheNamesOfPythonAndNumpy(String name, ResultType type) {
    assertEquals(type, ResultType.of(name));
  }

  @Test
  void otherTypesAreRefusedWithThoseThereAre() {
    for (String name : new String[] {"decimal", "f3", "float128", "", "str"}) {
      var refusal = assertThrows(IllegalArgumentException.class, () -> ResultType.of(name));
      assertTrue(refusal.getMessage().contains("is none of float16, float32"));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "None,3          | 0, 3",
        "(None, 3)       | 0, 3",
        "(None,)         | 0",
        "stack,np.inf    | 0, inf",
        "[None, inf, 2]  | 0, inf, 2",
        "None,numpy.inf  | 0, inf",
      })
  void shapesMayBeWrittenAsInPython(String text, String expected) {
    String[] parts = expected.split(", ");
    long[] dims = new long[parts.length];
    for (int k = 0; k < parts.length; k++) {
      dims[k] =
          k == 0 ? Dim.STACK : parts[k].equals("inf") ? Dim.UNLIMITED : Long.parseLong(parts[k]);
    }
    assertArrayEquals(dims, ResultShape.parse(text));
  }

  @Test
  void otherShapesAreRefused() {
    for (String text : new String[] {"", "stack,", "(stack", "stack,x", "stack,1.5", "nan"}) {
      assertThrows(IllegalArgumentException.class, () -> ResultShape.parse(text), text);
    }
  }
}
