package org.acmespark.function;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandleInfo;
import java.lang.invoke.SerializedLambda;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.xbean.asm9.ClassReader;
import org.apache.xbean.asm9.ClassVisitor;
import org.apache.xbean.asm9.Label;
import org.apache.xbean.asm9.MethodVisitor;
import org.apache.xbean.asm9.Opcodes;
import org.apache.xbean.asm9.Type;

/**
 * Information about a function's code from its class file: the names of variables that a lambda
 * captures, and the line on which something captured is used.
 *
 * <p>Captured variables are the first parameters of the method that holds a lambda's code. Names
 * need a class file with local variables (javac -g, as Maven compiles); without any class file, as
 * in a shell, nothing is known.
 */
final class FunctionCode {
  private final Optional<SerializedLambda> lambda;
  private final Map<Integer, String> variables = new HashMap<>();
  private final Map<Integer, Integer> linesOfVariables = new HashMap<>();
  private final Map<String, Integer> linesOfFields = new HashMap<>();
  private String sourceFile = "";
  private int firstLine;

  private FunctionCode(Optional<SerializedLambda> lambda) {
    this.lambda = lambda;
  }

  /** One method for a lambda; the methods of its class for any other object. */
  static FunctionCode of(Object function) {
    Optional<SerializedLambda> lambda = Origin.lambda(function);
    Class<?> type = function.getClass();
    String name =
        lambda.map(SerializedLambda::getImplClass).orElse(type.getName().replace('.', '/'));
    return new FunctionCode(lambda).read(name + ".class", type.getClassLoader());
  }

  private FunctionCode read(String file, ClassLoader loader) {
    try (InputStream bytes =
        loader == null
            ? ClassLoader.getSystemResourceAsStream(file)
            : loader.getResourceAsStream(file)) {
      if (bytes != null) {
        new ClassReader(bytes).accept(new Reading(), ClassReader.SKIP_FRAMES);
      }
    } catch (IOException | IllegalArgumentException e) {
      return this; // a class file newer than ASM: positions are enough
    }
    return this;
  }

  /**
   * Returns the name of a lambda's captured variable number {@code i}, from 0, not counting the
   * object.
   */
  Optional<String> variable(int i) {
    return lambda.map(this::slots).map(slots -> variables.get(slots[i]));
  }

  /** Position of the first parameter of the method with the lambda's code. */
  private int[] slots(SerializedLambda of) {
    Type[] types = Type.getArgumentTypes(of.getImplMethodSignature());
    int[] slots = new int[types.length];
    int next = of.getImplMethodKind() == MethodHandleInfo.REF_invokeStatic ? 0 : 1;
    for (int k = 0; k < types.length; k++) {
      slots[k] = next;
      next += types[k].getSize();
    }
    return slots;
  }

  /**
   * Returns the first line that uses the object found by {@link CapturePath}, or the code's first
   * line.
   *
   * @param path as {@code this.connection} or {@code databases[3]}
   * @return as {@code Analysis.java:23}; empty if the class file does not tell
   */
  Optional<String> lineUsing(String path) {
    String name =
        Arrays.stream(path.split("[.\\[]"))
            .filter(step -> !step.equals("this") && !step.startsWith("("))
            .findFirst()
            .orElse("");
    Integer line = linesOfFields.get(name);
    for (Map.Entry<Integer, String> variable : variables.entrySet()) {
      if (line == null && variable.getValue().equals(name)) {
        line = linesOfVariables.get(variable.getKey());
      }
    }
    int shown = line == null ? firstLine : line;
    return shown == 0 || sourceFile.isEmpty()
        ? Optional.empty()
        : Optional.of(sourceFile + ":" + shown);
  }

  private boolean isCode(String name, String descriptor) {
    return lambda
        .map(
            of ->
                name.equals(of.getImplMethodName())
                    && descriptor.equals(of.getImplMethodSignature()))
        .orElse(!name.equals("<init>") && !name.equals("<clinit>"));
  }

  private final class Reading extends ClassVisitor {
    Reading() {
      super(Opcodes.ASM9);
    }

    @Override
    public void visitSource(String source, String debug) {
      sourceFile = source == null ? "" : source;
    }

    @Override
    public MethodVisitor visitMethod(
        int access, String name, String descriptor, String signature, String[] exceptions) {
      boolean bridge = (access & Opcodes.ACC_BRIDGE) != 0; // its line is that of the class
      return isCode(name, descriptor) && !bridge ? new Code() : null;
    }
  }

  private final class Code extends MethodVisitor {
    private int line;

    Code() {
      super(Opcodes.ASM9);
    }

    @Override
    public void visitLineNumber(int number, Label start) {
      line = number;
      firstLine = firstLine == 0 ? number : Math.min(firstLine, number);
    }

    @Override
    public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
      linesOfFields.putIfAbsent(name.replace("val$", ""), line);
    }

    @Override
    public void visitVarInsn(int opcode, int slot) {
      linesOfVariables.putIfAbsent(slot, line);
    }

    @Override
    public void visitLocalVariable(
        String variable, String type, String generic, Label start, Label end, int slot) {
      variables.putIfAbsent(slot, variable); // parameters come before what shares their slot
    }
  }
}
