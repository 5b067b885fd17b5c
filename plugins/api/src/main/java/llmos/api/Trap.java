package llmos.api;

/**
 * A call that the model makes, as it made it; the kernel decodes it.
 *
 * @param id the provider's id of the call, or one that the driver makes up
 * @param name the tool's name as the model wrote it
 * @param arguments the JSON text of its arguments as the model wrote it
 */
public record Trap(String id, String name, String arguments) {}
