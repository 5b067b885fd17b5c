package llmos.api;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Marks a public class with a public no-argument constructor as a device; its {@link Op} methods are its operations. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Device {
  /** The device's name, the first word of its commands. */
  String value();

  /** One short sentence. */
  String help() default "";
}
