package llmos.api;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Describes a parameter of an {@link Op} method. Its type is String, a number, boolean, Path or URI. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
public @interface Arg {
  /** Stands for "no default": the argument must be given. */
  String REQUIRED = "\0required";

  /** One line. */
  String help();

  /** The name, where the class was compiled without parameter names. */
  String name() default "";

  /** The value when it is left out. */
  String def() default REQUIRED;

  /** Whether it says where the effect lands. Paths and URLs always do. */
  boolean target() default false;

  /** Takes all positional words that are left, joined by a space. */
  boolean rest() default false;
}
