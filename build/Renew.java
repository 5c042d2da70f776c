import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * {@code java build/Renew.java FILE.jar ..}: gives classes that were compiled for Java 5 the format of a later one, with the
 * stack maps that it asks for. A JVM verifies the old format by inference at every start and keeps no such class in a cache;
 * picocli, which supports Java 5, has nothing else, and is a third of the start of our command line. Of a jar that has
 * no such class nothing changes.
 */
final class Renew {
  private static final int FIRST_WITH_MAPS = 50;
  private static final int LATER = 65;

  public static void main(String[] files) throws IOException {
    for (String file : files) {
      renew(Path.of(file));
    }
  }

  private static void renew(Path file) throws IOException {
    Path renewed = file.resolveSibling(file.getFileName() + ".renewed");
    boolean changed = false;
    try (var jar = new ZipFile(file.toFile());
        var out = new ZipOutputStream(Files.newOutputStream(renewed))) {
      // For the maps one has to know what extends what.
      var own =
          ClassHierarchyResolver.ofResourceParsing(
              type -> {
                String name = type.packageName().replace('.', '/') + "/" + type.displayName();
                try {
                  var entry = jar.getEntry(name + ".class");
                  return entry == null ? null : jar.getInputStream(entry);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
      var classFile =
          ClassFile.of(
              ClassHierarchyResolverOption.of(own.orElse(ClassHierarchyResolver.defaultResolver())));
      for (var entry : jar.stream().toList()) {
        byte[] bytes = jar.getInputStream(entry).readAllBytes();
        if (entry.getName().endsWith(".class")) {
          var model = classFile.parse(bytes);
          if (model.majorVersion() < FIRST_WITH_MAPS) {
            bytes =
                classFile.transformClass(
                    model,
                    ClassTransform.transformingMethodBodies(CodeTransform.endHandler(_ -> {}))
                        .andThen(ClassTransform.dropping(e -> e instanceof ClassFileVersion))
                        .andThen(ClassTransform.endHandler(c -> c.withVersion(LATER, 0))));
            changed = true;
          }
        }
        var copy = new ZipEntry(entry.getName());
        copy.setTime(0); // the same bytes every time
        out.putNextEntry(copy);
        out.write(bytes);
        out.closeEntry();
      }
    }
    if (changed) {
      Files.move(renewed, file, StandardCopyOption.REPLACE_EXISTING);
    } else {
      Files.delete(renewed);
    }
  }
}
