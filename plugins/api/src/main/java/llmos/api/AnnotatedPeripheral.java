package llmos.api;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads a {@link Device} class by reflection, once, and calls its methods. */
final class AnnotatedPeripheral implements Peripheral {
  private final Object device;
  private final Device annotation;
  private final Map<String, Method> methods = new LinkedHashMap<>();
  private final List<Operation> operations = new ArrayList<>();

  AnnotatedPeripheral(Object device) {
    this.device = device;
    Device found = device.getClass().getAnnotation(Device.class);
    if (found == null) {
      throw new IllegalArgumentException(device.getClass().getName() + " carries no @Device");
    }
    this.annotation = found;
    Arrays.stream(device.getClass().getMethods())
        .filter(m -> m.isAnnotationPresent(Op.class))
        .sorted(Comparator.comparing(Method::getName)) // reflection promises no order
        .forEach(this::add);
    if (operations.isEmpty()) {
      throw new IllegalArgumentException(
          device.getClass().getName() + " has no public method with @Op");
    }
  }

  private void add(Method method) {
    Op op = method.getAnnotation(Op.class);
    String name = op.name().isEmpty() ? method.getName() : op.name();
    List<Param> params = Arrays.stream(method.getParameters())
        .filter(p -> p.getType() != CallContext.class)
        .map(AnnotatedPeripheral::param)
        .toList();
    boolean again = op.idempotent() || op.effect() == Effect.NONE || op.effect() == Effect.READ;
    if (methods.put(name, method) != null) {
      throw new IllegalArgumentException("two operations are named " + name);
    }
    operations.add(new Operation(
        name, op.help(), params, op.effect(), again, List.of(op.example()), op.returns()));
  }

  private static Param param(Parameter p) {
    Arg arg = p.getAnnotation(Arg.class);
    if (arg == null) {
      throw new IllegalArgumentException("parameter " + p + " carries no @Arg");
    }
    Param.Type type = typeOf(p.getType());
    boolean target = arg.target() || type == Param.Type.PATH || type == Param.Type.URL;
    String name = arg.name().isEmpty() ? p.getName() : arg.name();
    Optional<String> def =
        arg.def().equals(Arg.REQUIRED) ? Optional.empty() : Optional.of(arg.def());
    return new Param(
        name, type, arg.help(), target ? Param.Role.TARGET : Param.Role.PAYLOAD, def, arg.rest());
  }

  private static Param.Type typeOf(Class<?> c) {
    if (c == String.class) return Param.Type.TEXT;
    if (c == long.class || c == int.class || c == Long.class || c == Integer.class)
      return Param.Type.INTEGER;
    if (c == double.class || c == Double.class) return Param.Type.NUMBER;
    if (c == boolean.class || c == Boolean.class) return Param.Type.BOOLEAN;
    if (c == Path.class) return Param.Type.PATH;
    if (c == URI.class) return Param.Type.URL;
    throw new IllegalArgumentException("a parameter of type " + c.getName()
        + "; an @Op method takes String, int, long, double, boolean, Path or URI");
  }

  @Override
  public String name() {
    return annotation.value();
  }

  @Override
  public String summary() {
    return annotation.help().isEmpty() ? operations.getFirst().help() : annotation.help();
  }

  @Override
  public List<Operation> operations() {
    return List.copyOf(operations);
  }

  @Override
  public Reply call(String operation, Map<String, Object> args, CallContext context)
      throws InterruptedException {
    Method method = methods.get(operation);
    if (method == null) {
      throw new IllegalArgumentException("no operation " + operation + " in " + methods.keySet());
    }
    Object[] values = Arrays.stream(method.getParameters())
        .map(p -> p.getType() == CallContext.class ? context : narrow(p, args))
        .toArray();
    try {
      return reply(method.invoke(device, values));
    } catch (InvocationTargetException e) {
      return rethrow(e.getCause());
    } catch (IllegalAccessException e) {
      throw new IllegalArgumentException(method + " is not public", e);
    }
  }

  private static @Nullable Object narrow(Parameter p, Map<String, Object> args) {
    Arg arg = p.getAnnotation(Arg.class);
    Object value = args.get(arg.name().isEmpty() ? p.getName() : arg.name());
    if (value instanceof Long n && (p.getType() == int.class || p.getType() == Integer.class)) {
      return Math.toIntExact(n);
    }
    return value;
  }

  private static Reply rethrow(@Nullable Throwable cause) throws InterruptedException {
    return switch (cause) {
      case InterruptedException e -> throw e;
      case FaultException e -> new Reply.Failed(e.fault());
      case Error e -> throw e;
      case null -> Reply.failed(Errno.FAILED, "the device failed without a reason");
      default ->
        Reply.failed(
            Errno.FAILED,
            cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage());
    };
  }

  @SuppressWarnings(
      "unchecked") // a device that returns other maps than records breaks its own contract
  private static Reply reply(@Nullable Object result) {
    return switch (result) {
      case null -> Reply.of(List.of());
      case Reply r -> r;
      case Map<?, ?> m -> Reply.of(List.of((Map<String, Object>) m));
      case List<?> l
      when l.stream().allMatch(Map.class::isInstance) -> Reply.of((List<Map<String, Object>>) l);
      case List<?> l ->
        Reply.of(l.stream()
            .map(o -> Map.<String, Object>of("text", String.valueOf(o)))
            .toList());
      default -> Reply.text(String.valueOf(result));
    };
  }
}
