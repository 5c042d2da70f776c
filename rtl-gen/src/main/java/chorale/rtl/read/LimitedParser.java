package chorale.rtl.read;

import java.util.ArrayDeque;
import java.util.Deque;
import org.antlr.v4.runtime.Parser;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.TokenStream;

/**
 * A parser whose tree is never deeper than {@link #DEEPEST}: neither it nor anyone who walks the
 * tree can run out of stack, whatever the text. A chain of operators of equal rank counts as deep
 * as it is long, for such is its tree.
 */
abstract class LimitedParser extends Parser {
  /** Rules within one another: 50 operators, as many as elaboration leaves in a line, take 150. */
  static final int DEEPEST = 1000;

  /** What the error listener is told. */
  static final String TOO_DEEP = "nested deeper than " + DEEPEST + " levels";

  private final Deque<Integer> outside = new ArrayDeque<>();
  private int depth;

  LimitedParser(TokenStream input) {
    super(input);
  }

  @Override
  public void enterRule(ParserRuleContext context, int state, int rule) {
    super.enterRule(context, state, rule);
    deepen();
  }

  @Override
  public void exitRule() {
    depth--;
    super.exitRule();
  }

  @Override
  public void enterRecursionRule(ParserRuleContext context, int state, int rule, int precedence) {
    super.enterRecursionRule(context, state, rule, precedence);
    outside.push(depth);
    deepen();
  }

  @Override
  public void pushNewRecursionContext(ParserRuleContext context, int state, int rule) {
    super.pushNewRecursionContext(context, state, rule);
    deepen();
  }

  @Override
  public void unrollRecursionContexts(ParserRuleContext parent) {
    depth = outside.pop();
    super.unrollRecursionContexts(parent);
  }

  private void deepen() {
    if (++depth > DEEPEST) {
      notifyErrorListeners(TOO_DEEP);
    }
  }
}
