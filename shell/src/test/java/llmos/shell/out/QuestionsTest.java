package llmos.shell.out;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import llmos.kernel.Question;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuestionsTest {
  @ParameterizedTest
  @CsvSource({
    "'',NO",
    "n,NO",
    "no,NO",
    "maybe,NO",
    "y,ONCE",
    "YES,ONCE",
    " y ,ONCE",
    "o,ONCE",
    "once,ONCE",
    "s,SESSION",
    "a,ALWAYS",
    "yesterday,NO"
  })
  void readsAnAnswer(String line, Question.Choice choice) {
    Question question = new Question(List.of("fs write a.txt"), List.of(Question.Choice.values()));

    assertThat(Questions.choice(question, line)).isEqualTo(choice);
  }
}
