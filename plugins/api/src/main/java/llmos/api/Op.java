package llmos.api;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a public method of a {@link Device} as an operation. Its parameters carry {@link Arg}; one of type {@link
 * CallContext} is filled in. It returns a {@link Reply}, a record, a list of records, or anything else, whose {@code
 * toString} becomes the text.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Op {
  /** One sentence. */
  String help();

  /** What it does to the world. */
  Effect effect() default Effect.NONE;

  /** A whole line that runs as it stands. */
  String[] example() default {};

  /** The fields of the records that it returns, such as {@code zone millis text}; for the man page. */
  String returns() default "text";

  /** The operation's name; the method's name if empty. */
  String name() default "";

  /** Whether a call that was cut off may be made again; taken as true where the effect is none or read. */
  boolean idempotent() default false;
}
