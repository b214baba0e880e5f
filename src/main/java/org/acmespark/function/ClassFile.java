package org.acmespark.function;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.xbean.asm9.ClassReader;
import org.apache.xbean.asm9.ClassVisitor;
import org.apache.xbean.asm9.ConstantDynamic;
import org.apache.xbean.asm9.Handle;
import org.apache.xbean.asm9.MethodVisitor;
import org.apache.xbean.asm9.Opcodes;
import org.apache.xbean.asm9.commons.ClassRemapper;
import org.apache.xbean.asm9.commons.Remapper;

/**
 * The references of a class file to other classes, and those of each of its methods.
 *
 * @param mentions names of all classes that it mentions, with dots
 * @param methods by name and descriptor, {@code f(I)I}
 */
record ClassFile(Set<String> mentions, Map<String, Code> methods) {

  /** A field or method in an instruction; {@code owner} with dots. */
  record Member(String owner, String name, String descriptor) {
    String signature() {
      return name + descriptor;
    }
  }

  /**
   * A method.
   *
   * @param mentions names of the classes in its instructions
   * @param reads fields, static or not
   * @param writes fields, static or not
   * @param calls methods and constructors, including those of lambdas and method references
   */
  record Code(
      String name, Set<String> mentions, Set<Member> reads, Set<Member> writes, Set<Member> calls) {
    Code(String name) {
      this(
          name,
          new LinkedHashSet<>(),
          new LinkedHashSet<>(),
          new LinkedHashSet<>(),
          new LinkedHashSet<>());
    }
  }

  static ClassFile parse(byte[] bytes) {
    var parsing = new Parsing();
    // The remapper renames nothing; it is called for every type.
    new ClassReader(bytes)
        .accept(
            new ClassRemapper(parsing, parsing.mentions),
            ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
    return new ClassFile(parsing.mentions.all, parsing.methods);
  }

  @SuppressWarnings(
      "deprecation") // the constructor with the API's version is not in Spark 3.5's ASM
  private static final class Mentions extends Remapper {
    private final Set<String> all = new LinkedHashSet<>();
    private List<Set<String>> also = List.of();

    @Override
    public String map(String internalName) {
      String name = internalName.replace('/', '.');
      all.add(name);
      also.forEach(set -> set.add(name));
      return internalName;
    }
  }

  private static final class Parsing extends ClassVisitor {
    private final Mentions mentions = new Mentions();
    private final Map<String, Code> methods = new HashMap<>();

    Parsing() {
      super(Opcodes.ASM9);
    }

    @Override
    public MethodVisitor visitMethod(
        int access, String name, String descriptor, String signature, String[] exceptions) {
      var code = new Code(name);
      methods.put(name + descriptor, code);
      mentions.also = List.of(code.mentions());
      return new Instructions(code, mentions);
    }
  }

  private static final class Instructions extends MethodVisitor {
    private final Code code;
    private final Mentions mentions;

    Instructions(Code code, Mentions mentions) {
      super(Opcodes.ASM9);
      this.code = code;
      this.mentions = mentions;
    }

    @Override
    public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
      boolean write = opcode == Opcodes.PUTSTATIC || opcode == Opcodes.PUTFIELD;
      (write ? code.writes() : code.reads()).add(member(owner, name, descriptor));
    }

    @Override
    public void visitMethodInsn(
        int opcode, String owner, String name, String descriptor, boolean isInterface) {
      code.calls().add(member(owner, name, descriptor));
    }

    @Override
    public void visitInvokeDynamicInsn(
        String name, String descriptor, Handle bootstrap, Object... arguments) {
      for (Object argument : arguments) {
        constant(argument);
      }
    }

    @Override
    public void visitLdcInsn(Object value) {
      constant(value);
    }

    private void constant(Object value) {
      if (value instanceof Handle handle) {
        code.calls().add(member(handle.getOwner(), handle.getName(), handle.getDesc()));
      } else if (value instanceof ConstantDynamic dynamic) {
        for (int i = 0; i < dynamic.getBootstrapMethodArgumentCount(); i++) {
          constant(dynamic.getBootstrapMethodArgument(i));
        }
      }
    }

    @Override
    public void visitEnd() {
      mentions.also = List.of();
    }

    private static Member member(String owner, String name, String descriptor) {
      return new Member(owner.replace('/', '.'), name, descriptor);
    }
  }
}
