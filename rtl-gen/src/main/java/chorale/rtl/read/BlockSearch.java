package chorale.rtl.read;

import chorale.rtl.read.VerilogParser.AssignmentContext;
import chorale.rtl.read.VerilogParser.CheckStatementContext;
import chorale.rtl.read.VerilogParser.PrintStatementContext;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;

/** What there is anywhere in a block. */
final class BlockSearch {
  private BlockSearch() {}

  /** The target of the first assignment, or null if there is none. */
  static Token firstTarget(ParserRuleContext c) {
    if (c instanceof AssignmentContext a) {
      return a.start;
    }
    Token found = null;
    for (int i = 0; i < c.getChildCount() && found == null; i++) {
      found = c.getChild(i) instanceof ParserRuleContext inner ? firstTarget(inner) : null;
    }
    return found;
  }

  /** Whether there is a check, or a line that is printed. */
  static boolean hasCheck(ParserRuleContext c) {
    if (c instanceof CheckStatementContext || c instanceof PrintStatementContext) {
      return true;
    }
    for (int i = 0; i < c.getChildCount(); i++) {
      if (c.getChild(i) instanceof ParserRuleContext inner && hasCheck(inner)) {
        return true;
      }
    }
    return false;
  }

  /** Whether it stores to a memory. */
  static boolean stores(ParserRuleContext c, String memory) {
    if (c instanceof AssignmentContext a && a.start.getText().equals(memory)) {
      return true;
    }
    for (int i = 0; i < c.getChildCount(); i++) {
      if (c.getChild(i) instanceof ParserRuleContext inner && stores(inner, memory)) {
        return true;
      }
    }
    return false;
  }
}
