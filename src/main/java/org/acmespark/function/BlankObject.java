package org.acmespark.function;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectStreamClass;
import java.io.ObjectStreamConstants;
import org.acmespark.model.AcmeException;

/**
 * Creates an object without calling a constructor. Its fields are 0 and null.
 *
 * <p>Java serialization does so for a class whose description in the stream has no fields (Java
 * Object Serialization Specification, 6.4): no internal API is needed.
 */
final class BlankObject {
  private BlankObject() {}

  static Object of(Class<?> type) throws ReflectiveOperationException {
    var bytes = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(bytes)) {
      out.writeShort(ObjectStreamConstants.STREAM_MAGIC);
      out.writeShort(ObjectStreamConstants.STREAM_VERSION);
      out.writeByte(ObjectStreamConstants.TC_OBJECT);
      out.writeByte(ObjectStreamConstants.TC_CLASSDESC);
      out.writeUTF(type.getName());
      out.writeLong(ObjectStreamClass.lookup(type).getSerialVersionUID());
      out.writeByte(ObjectStreamConstants.SC_SERIALIZABLE);
      out.writeShort(0);
      out.writeByte(ObjectStreamConstants.TC_ENDBLOCKDATA);
      out.writeByte(ObjectStreamConstants.TC_NULL);
      out.flush();
      try (var in =
          new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())) {
            @Override
            protected Class<?> resolveClass(ObjectStreamClass description) {
              return type;
            }
          }) {
        return in.readObject();
      }
    } catch (IOException e) {
      throw new AcmeException("cannot create an object of " + type.getName() + ": " + e, e);
    }
  }
}
