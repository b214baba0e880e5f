package org.acmespark.function;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandleInfo;
import java.lang.invoke.SerializedLambda;
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
 * The names of the variables that a lambda captures.
 *
 * <p>They are the first parameters of the method that holds the lambda's code, and a class file
 * with local variables (javac -g, as Maven compiles) tells what they are called.
 */
final class CapturedNames {
  private final SerializedLambda lambda;
  private final Map<Integer, String> bySlot = new HashMap<>();

  private CapturedNames(SerializedLambda lambda) {
    this.lambda = lambda;
  }

  /** Reads the class file that {@code loader} has; without one there are no names. */
  static CapturedNames of(SerializedLambda lambda, ClassLoader loader) {
    var names = new CapturedNames(lambda);
    String file = lambda.getImplClass() + ".class";
    try (InputStream bytes =
        loader == null
            ? ClassLoader.getSystemResourceAsStream(file)
            : loader.getResourceAsStream(file)) {
      if (bytes != null) {
        new ClassReader(bytes).accept(names.new Reading(), ClassReader.SKIP_FRAMES);
      }
    } catch (IOException | IllegalArgumentException e) {
      return names; // a newer class file than ASM knows: positions say enough
    }
    return names;
  }

  /** The name of the captured variable number {@code i}, from 0, without the object around it. */
  Optional<String> get(int i) {
    int slot = lambda.getImplMethodKind() == MethodHandleInfo.REF_invokeStatic ? 0 : 1;
    Type[] types = Type.getArgumentTypes(lambda.getImplMethodSignature());
    for (int k = 0; k < i; k++) {
      slot += types[k].getSize();
    }
    return Optional.ofNullable(bySlot.get(slot));
  }

  private final class Reading extends ClassVisitor {
    Reading() {
      super(Opcodes.ASM9);
    }

    @Override
    public MethodVisitor visitMethod(
        int access, String name, String descriptor, String signature, String[] exceptions) {
      boolean body =
          name.equals(lambda.getImplMethodName())
              && descriptor.equals(lambda.getImplMethodSignature());
      return new MethodVisitor(Opcodes.ASM9) {
        @Override
        public void visitLocalVariable(
            String variable, String type, String generic, Label start, Label end, int slot) {
          if (body) {
            bySlot.putIfAbsent(slot, variable); // parameters come before what shares their slot
          }
        }
      };
    }
  }
}
