import llmos.api.*;

@Device(value = "roman", help = "Roman numerals.")
public class Roman {
  @Op(help = "Writes a number as a Roman numeral.", example = "roman write 1984")
  public String write(@Arg(name = "number", help = "from 1 to 3999") int number) {
    int[] values = {1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1};
    String[] signs = "M CM D CD C XC L XL X IX V IV I".split(" ");
    var text = new StringBuilder();
    for (int i = 0; i < values.length; i++) {
      for (; number >= values[i]; number -= values[i]) text.append(signs[i]);
    }
    return text.toString();
  }
}
