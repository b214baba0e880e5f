import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import org.apache.xbean.asm9.ClassReader;
import org.apache.xbean.asm9.ClassVisitor;
import org.apache.xbean.asm9.ClassWriter;
import org.apache.xbean.asm9.Opcodes;

/**
 * Gives old classes in a jar the format of Java 8, with stack map frames: {@code java -cp
 * ASM.jar:JAR FramedClasses.java JAR}. picocli's are in the format of Java 5. A class-data archive
 * leaves such classes out (JDK 17, {@code SystemDictionaryShared::check_for_exclusion}), so each
 * start of acme would parse and verify them again.
 */
final class FramedClasses {
  private static final int JAVA_6 = 50;
  private static final int MAJOR_VERSION_AT = 6;

  private FramedClasses() {}

  public static void main(String[] args) throws IOException {
    Path jar = Path.of(args[0]);
    Path changed = Path.of(jar + ".changed");
    try (var old = new JarFile(jar.toFile());
        var out = new JarOutputStream(Files.newOutputStream(changed))) {
      List<JarEntry> entries = Collections.list(old.entries());
      for (JarEntry entry : entries) {
        byte[] content = old.getInputStream(entry).readAllBytes();
        var copy = new JarEntry(entry.getName());
        copy.setTimeLocal(entry.getTimeLocal());
        out.putNextEntry(copy);
        out.write(entry.getName().endsWith(".class") && isOld(content) ? framed(content) : content);
        out.closeEntry();
      }
    }
    Files.move(changed, jar, StandardCopyOption.REPLACE_EXISTING);
  }

  private static boolean isOld(byte[] content) {
    return ((content[MAJOR_VERSION_AT] & 0xff) << 8 | content[MAJOR_VERSION_AT + 1] & 0xff) < JAVA_6;
  }

  private static byte[] framed(byte[] content) {
    var writer = new ClassWriter(ClassWriter.COMPUTE_FRAMES);
    var newer =
        new ClassVisitor(Opcodes.ASM9, writer) {
          @Override
          public void visit(
              int version,
              int access,
              String name,
              String signature,
              String superName,
              String[] interfaces) {
            super.visit(Opcodes.V1_8, access, name, signature, superName, interfaces);
          }
        };
    new ClassReader(content).accept(newer, ClassReader.SKIP_FRAMES);
    return writer.toByteArray();
  }
}
