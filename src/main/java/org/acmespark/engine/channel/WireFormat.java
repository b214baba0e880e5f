package org.acmespark.engine.channel;

import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.acmespark.model.AcmeException;
import org.acmespark.store.payload.Block;

/**
 * Converts messages of the control channel to bytes and back. Only the declared types of records
 * determine which objects are created. The bytes contain no class names, so a sender cannot cause
 * the creation of an object that no message contains.
 *
 * <p>A record is written as its components in their order. A sealed interface is written as the
 * number of the permitted class, followed by the value. An enum is written as its number. Lists and
 * arrays are written as their length, followed by their elements. A length that exceeds the
 * available bytes is refused. Types that contain themselves have no form, so the depth of a message
 * is the depth of its type.
 */
final class WireFormat {
  private static final Map<Type, Form> FORMS = new ConcurrentHashMap<>();

  private WireFormat() {}

  /** Writes and reads values of one type. */
  interface Form {
    void write(Object value, WireOutput out);

    Object read(ByteBuffer in);
  }

  /** Returns the form of a type. The type's components may be generic. */
  static Form of(Type type) {
    Form known = FORMS.get(type);
    if (known == null) {
      known = make(type);
      FORMS.put(type, known);
    }
    return known;
  }

  /**
   * Reads a value, which must use all the bytes.
   *
   * @throws AcmeException if the bytes are not exactly one such value
   */
  static Object readAll(Form form, ByteBuffer in) {
    try {
      Object value = form.read(in);
      require(!in.hasRemaining(), "bytes are left");
      return value;
    } catch (BufferUnderflowException e) {
      throw malformed("it ends too early");
    }
  }

  static AcmeException malformed(String why) {
    return new AcmeException("a message is malformed: " + why);
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw malformed(otherwise);
    }
  }

  private static Form make(Type type) {
    if (type instanceof ParameterizedType generic && generic.getRawType() == List.class) {
      return new ListForm(of(generic.getActualTypeArguments()[0]));
    }
    if (!(type instanceof Class<?> known)) {
      throw new IllegalStateException("no form for " + type);
    }
    if (known == Object.class) {
      return new ValueForm();
    }
    if (known == String.class) {
      return new TextForm();
    }
    if (known == RangeInputs.class) {
      Form travelling = of(RangeInputs.Travelling.class);
      return form(
          (value, out) -> travelling.write(((RangeInputs) value).travelling(), out),
          in -> ((RangeInputs.Travelling) travelling.read(in)).arrived());
    }
    if (known == UUID.class) {
      return form(
          (value, out) -> {
            out.putLong(((UUID) value).getMostSignificantBits());
            out.putLong(((UUID) value).getLeastSignificantBits());
          },
          in -> new UUID(in.getLong(), in.getLong()));
    }
    if (known == Duration.class) {
      return form(
          (value, out) -> {
            out.putLong(((Duration) value).getSeconds());
            out.putInt(((Duration) value).getNano());
          },
          in -> Duration.ofSeconds(in.getLong(), in.getInt()));
    }
    if (known.isEnum()) {
      return new EnumForm(known.getEnumConstants());
    }
    if (known.isRecord()) {
      return new RecordForm(known);
    }
    if (known.isSealed()) {
      return new SealedForm(known.getPermittedSubclasses());
    }
    return WirePrimitives.form(known)
        .orElseGet(
            () -> {
              if (!known.isArray()) {
                throw new IllegalStateException("no form for " + type);
              }
              return new ArrayForm(known.getComponentType());
            });
  }

  /** Creates a form from its writer and its reader. */
  static Form form(BiConsumer<Object, WireOutput> writer, Function<ByteBuffer, Object> reader) {
    return new Form() {
      @Override
      public void write(Object value, WireOutput out) {
        writer.accept(value, out);
      }

      @Override
      public Object read(ByteBuffer in) {
        return reader.apply(in);
      }
    };
  }

  /**
   * Reads a length. Each element takes at least {@code bytes} bytes, and a length for which too few
   * bytes are left is refused.
   */
  static int length(ByteBuffer in, int bytes) {
    int length = in.getInt();
    require(length >= 0 && (long) length * bytes <= in.remaining(), "a length is " + length);
    return length;
  }

  private static int choice(ByteBuffer in, int choices) {
    int number = Byte.toUnsignedInt(in.get());
    require(number < choices, "there is no choice " + number);
    return number;
  }

  /**
   * The form of texts: one byte per character where that is enough, otherwise two. Unlike UTF-8 it
   * keeps unpaired surrogates.
   */
  private static final class TextForm implements Form {
    @Override
    public void write(Object value, WireOutput out) {
      String text = value == null ? "" : (String) value; // messages of exceptions may be null
      boolean narrow = text.chars().allMatch(c -> c <= 0xFF);
      out.putByte(narrow ? 0 : 1);
      out.putInt(text.length());
      ByteBuffer room = out.room(text.length(), narrow ? Byte.BYTES : Character.BYTES);
      for (int k = 0; k < text.length(); k++) {
        if (narrow) {
          room.put((byte) text.charAt(k));
        } else {
          room.putChar(text.charAt(k));
        }
      }
    }

    @Override
    public Object read(ByteBuffer in) {
      boolean narrow = choice(in, 2) == 0;
      char[] text = new char[length(in, narrow ? Byte.BYTES : Character.BYTES)];
      for (int k = 0; k < text.length; k++) {
        text[k] = narrow ? (char) Byte.toUnsignedInt(in.get()) : in.getChar();
      }
      return new String(text);
    }
  }

  private record ListForm(Form element) implements Form {
    @Override
    public void write(Object value, WireOutput out) {
      List<?> list = (List<?>) value;
      out.putInt(list.size());
      list.forEach(entry -> element.write(entry, out));
    }

    @Override
    public Object read(ByteBuffer in) {
      int length = length(in, 1);
      List<Object> list = new ArrayList<>(length);
      for (int k = 0; k < length; k++) {
        list.add(element.read(in));
      }
      return list;
    }
  }

  private static final class ArrayForm implements Form {
    private final Class<?> type;
    private final Form element;

    ArrayForm(Class<?> type) {
      this.type = type;
      this.element = of(type);
    }

    @Override
    public void write(Object value, WireOutput out) {
      Object[] array = (Object[]) value;
      out.putInt(array.length);
      for (Object entry : array) {
        element.write(entry, out);
      }
    }

    @Override
    public Object read(ByteBuffer in) {
      Object[] array = (Object[]) Array.newInstance(type, length(in, 1));
      Arrays.setAll(array, k -> element.read(in));
      return array;
    }
  }

  private record EnumForm(Object[] constants) implements Form {
    @Override
    public void write(Object value, WireOutput out) {
      out.putByte(((Enum<?>) value).ordinal());
    }

    @Override
    public Object read(ByteBuffer in) {
      return constants[choice(in, constants.length)];
    }
  }

  private static final class SealedForm implements Form {
    private final List<Class<?>> permitted;

    SealedForm(Class<?>[] permitted) {
      this.permitted = Arrays.stream(permitted).flatMap(SealedForm::leaves).toList();
      this.permitted.forEach(WireFormat::of);
    }

    /** Returns the classes that values can have, also if a permitted class is itself sealed. */
    private static Stream<Class<?>> leaves(Class<?> permitted) {
      return permitted.isSealed()
          ? Arrays.stream(permitted.getPermittedSubclasses()).flatMap(SealedForm::leaves)
          : Stream.of(permitted);
    }

    @Override
    public void write(Object value, WireOutput out) {
      out.putByte(permitted.indexOf(value.getClass()));
      of(value.getClass()).write(value, out);
    }

    @Override
    public Object read(ByteBuffer in) {
      return of(permitted.get(choice(in, permitted.size()))).read(in);
    }
  }

  private static final class RecordForm implements Form {
    private final Form[] forms;
    private final Method[] accessors;
    private final Constructor<?> constructor;

    RecordForm(Class<?> type) {
      RecordComponent[] components = type.getRecordComponents();
      forms = Arrays.stream(components).map(c -> of(c.getGenericType())).toArray(Form[]::new);
      accessors =
          Arrays.stream(components).map(RecordComponent::getAccessor).toArray(Method[]::new);
      try {
        constructor =
            type.getDeclaredConstructor(
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
      } catch (NoSuchMethodException e) {
        throw new IllegalStateException(e); // every record has this constructor
      }
      constructor.setAccessible(true);
      Arrays.stream(accessors).forEach(accessor -> accessor.setAccessible(true));
    }

    @Override
    public void write(Object value, WireOutput out) {
      try {
        for (int k = 0; k < forms.length; k++) {
          forms[k].write(accessors[k].invoke(value), out);
        }
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public Object read(ByteBuffer in) {
      Object[] values = new Object[forms.length];
      Arrays.setAll(values, k -> forms[k].read(in));
      try {
        return constructor.newInstance(values);
      } catch (InvocationTargetException e) {
        throw malformed(String.valueOf(e.getCause().getMessage()));
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /**
   * The form of results for the driver's memory. Plain values are written directly. Other values
   * are bytes that are deserialized only when their owner asks for them.
   */
  private static final class ValueForm implements Form {
    private static final List<Class<?>> PLAIN =
        List.of(
            Double.class,
            Integer.class,
            Long.class,
            Float.class,
            Short.class,
            Byte.class,
            Boolean.class,
            String.class,
            Block.Serialized.class,
            double[].class,
            float[].class,
            long[].class,
            int[].class,
            short[].class,
            byte[].class,
            boolean[].class,
            char[].class);

    private static final int NULL = PLAIN.size();
    private static final int MANY = NULL + 1;

    @Override
    public void write(Object value, WireOutput out) {
      if (value instanceof Object[] many) {
        out.putByte(MANY);
        out.putInt(many.length);
        for (Object one : many) {
          writeOne(one, out);
        }
      } else {
        writeOne(value, out);
      }
    }

    private static void writeOne(Object value, WireOutput out) {
      if (value == null) {
        out.putByte(NULL);
        return;
      }
      int number = PLAIN.indexOf(value.getClass());
      if (number < 0) {
        throw new IllegalStateException("no form for a value of " + value.getClass());
      }
      out.putByte(number);
      of(PLAIN.get(number)).write(value, out);
    }

    @Override
    public Object read(ByteBuffer in) {
      int number = choice(in, MANY + 1);
      if (number != MANY) {
        return readOne(number, in);
      }
      Object[] many = new Object[length(in, 1)];
      Arrays.setAll(many, k -> readOne(choice(in, MANY), in));
      return many;
    }

    private static Object readOne(int number, ByteBuffer in) {
      return number == NULL ? null : of(PLAIN.get(number)).read(in);
    }
  }
}
