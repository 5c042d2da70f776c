/*
 * What Chorale reads of Verilog-2005 (IEEE 1364-2005), and the words of SystemVerilog (IEEE
 * 1800-2012) that it writes. Two start rules share one language of expressions (clause 5):
 *   design   modules as Chorale itself writes them, whole
 *   library  modules of others, of which the header alone is read (12.2, 12.3) and the body skipped
 * Every decision takes one or two tokens, so that reading is linear in the text, whatever it is.
 */
grammar Verilog;

options { superClass = LimitedParser; }

// --- our own modules ---

design : designModule+ EOF ;

designModule : 'module' ID ( '(' port ( ',' port )* ')' )? ';' item* 'endmodule' ;

port : ( 'input' | 'output' ) kind=( 'wire' | 'reg' | 'logic' ) declared ;

declared : sign='signed'? range? ID ;

range : '[' expr ':' expr ']' ;

item
  : 'localparam' 'logic'? declared '=' expr ';'                 # constantItem
  | attribute* ( 'reg' | 'logic' ) declared range? ';'                        # regItem
  | 'wire' declared ( '=' expr )? ';'                           # wireItem
  | 'assign' ID '=' expr ';'                                    # assignItem
  | always block                                                # alwaysItem
  | 'initial' block                                             # initialItem
  | MACRO '(' expr ')'                                          # startItem
  | ID ( '#' '(' binding ( ',' binding )* ')' )? instance=ID ports ';'  # instanceItem
  ;

always
  : 'always_comb'
  | ( 'always' | flops='always_ff' ) '@'
    ( '*' | '(' 'posedge' clock=ID ( 'or' edge=( 'posedge' | 'negedge' ) acts=ID )? ')' )
  ;

ports : '(' ( binding ( ',' binding )* )? ')' ;

binding : '.' ID '(' expr ')' ;

block : 'begin' ( ':' name=ID )? local* statement* 'end' ;

local : ( 'reg' | 'logic' ) declared ';' ;

statement
  : branch                                                      # ifStatement
  | 'case' '(' expr ')' arm* 'endcase'                          # caseStatement
  | ID ( '[' address=expr ']' lane? )? op=( '=' | '<=' ) data=expr ';'  # assignment
  | MACRO '(' expr ',' STRING ')'                               # checkStatement
  | MACRO '(' '(' STRING ( ',' expr )* ')' ')'                  # printStatement
  ;

lane : '[' expr ( ':' expr )? ']' ;

branch : 'if' '(' expr ')' yes=block ( 'else' ( branch | no=block ) )? ;

arm : ( expr | 'default' ) ':' block ;

// --- modules of others ---

library : description* EOF ;

description
  : attribute
  | foreign
  | 'primitive' ~( 'endprimitive' | UNCLOSED )* 'endprimitive'
  | 'config' ~( 'endconfig' | UNCLOSED )* 'endconfig'
  ;

attribute : '(*' ~( '*)' | UNCLOSED )* '*)' ;

foreign
  : ( 'module' | 'macromodule' ) ID parameterPorts? foreignPorts? ';' bodyItem* 'endmodule'
  ;

parameterPorts : '#' '(' ( parameterPort ( ',' parameterPort )* )? ')' ;

parameterPort : attribute* key=( 'parameter' | 'localparam' )? parameterType? value ;

parameterType
  : kind=( 'integer' | 'real' | 'realtime' | 'time' )
  | 'logic' 'signed'? range?
  | 'signed' range?
  | range
  ;

value : ID '=' expr ;

foreignPorts : '(' ( foreignPort ( ',' foreignPort )* )? ')' ;

foreignPort
  : attribute* ( direction netKind? 'signed'? range? )? ID ( '=' expr )?    # plainPort
  | attribute* '.' outer=ID '(' inner=ID ')'                                # renamedPort
  ;

direction : 'input' | 'output' | 'inout' ;

netKind
  : 'wire' | 'reg' | 'tri' | 'tri0' | 'tri1' | 'triand' | 'trior' | 'wand' | 'wor' | 'uwire'
  | 'supply0' | 'supply1' | 'integer' | 'time' | 'logic'
  ;

bodyItem
  : attribute                                                               # otherItem
  | direction netKind? 'signed'? range? declarator ( ',' declarator )* ';'  # directionItem
  | key=( 'parameter' | 'localparam' ) parameterType? value ( ',' value )* ';'  # parameterItem
  | netKind ~( ';' | 'endmodule' | 'module' | UNCLOSED )* ';'               # kindItem
  | skippedBlock                                                            # otherItem
  | 'function' ~( 'endfunction' | 'endmodule' | UNCLOSED )* 'endfunction'   # otherItem
  | 'task' ~( 'endtask' | 'endmodule' | UNCLOSED )* 'endtask'               # otherItem
  | 'generate' ~( 'endgenerate' | 'endmodule' | UNCLOSED )* 'endgenerate'   # otherItem
  | 'specify' ~( 'endspecify' | 'endmodule' | UNCLOSED )* 'endspecify'      # otherItem
  | '@' '(*'?                                                               # otherItem
  | ~( '(*' | '@' | 'input' | 'output' | 'inout' | 'parameter' | 'localparam' | 'wire' | 'reg' | 'tri'
     | 'tri0' | 'tri1' | 'triand' | 'trior' | 'wand' | 'wor' | 'uwire' | 'supply0' | 'supply1'
     | 'integer' | 'time' | 'logic' | 'begin' | 'end' | 'function' | 'task' | 'generate' | 'specify'
     | 'module' | 'macromodule' | 'endmodule' | UNCLOSED )                  # otherItem
  ;

declarator : ID ( '=' expr )? ;

skippedBlock
  : 'begin' ( skippedBlock | ~( 'begin' | 'end' | 'module' | 'endmodule' | UNCLOSED ) )* 'end'
  ;

// --- expressions, the tightest operator first (table 5-4) ---

expr
  : primary                                                                 # operand
  | op=( '+' | '-' | '!' | '~' | '&' | '~&' | '|' | '~|' | '^' | '~^' | '^~' ) expr  # prefix
  | expr op='**' expr                                                       # infix
  | expr op=( '*' | '/' | '%' ) expr                                        # infix
  | expr op=( '+' | '-' ) expr                                              # infix
  | expr op=( '<<' | '>>' | '<<<' | '>>>' ) expr                            # infix
  | expr op=( '<' | '<=' | '>' | '>=' ) expr                                # infix
  | expr op=( '==' | '!=' | '===' | '!==' ) expr                            # infix
  | expr op='&' expr                                                        # infix
  | expr op=( '^' | '~^' | '^~' ) expr                                      # infix
  | expr op='|' expr                                                        # infix
  | expr op='&&' expr                                                       # infix
  | expr op='||' expr                                                       # infix
  | <assoc=right> expr '?' expr ':' expr                                    # choice
  ;

primaryText : primary EOF ;

primary
  : NUMBER                                                                  # number
  | ( REAL | STRING )                                                       # noInteger
  | MACRO                                                                   # macro
  | ID ( '.' ID )* select*                                                  # name
  | ID '(' expr ( ',' expr )* ')'                                           # call
  | SYSTEM '(' expr ( ',' expr )* ')'                                       # systemCall
  | '(' expr ')'                                                            # parenthesis
  | '{' expr ( '{' expr ( ',' expr )* '}' '}' | ( ',' expr )* '}' )         # braces
  ;

select : '[' expr ( op=( ':' | '+:' | '-:' ) expr )? ']' ;

// --- words ---

NUMBER
  : DIGITS
  | ( DIGITS [ \t]* )? '\'' [sS]? [bBoOdDhH] [ \t]* [0-9a-fA-FxXzZ?] [0-9a-fA-FxXzZ?_]*
  ;
REAL : DIGITS '.' DIGITS ( [eE] [+-]? DIGITS )? | DIGITS [eE] [+-]? DIGITS ;
STRING : '"' ( ~["\\\r\n] | '\\' . )* '"' ;
SYSTEM : '$' [a-zA-Z0-9_$]+ ;
MACRO : '`' [a-zA-Z_] [a-zA-Z0-9_$]* ;
ID : [a-zA-Z_] [a-zA-Z0-9_$]* | '\\' ~[ \t\r\n\f]+ ;

BLANK : [ \t\r\n\f]+ -> skip ;
LINE_COMMENT : '//' ~[\r\n]* -> channel(HIDDEN) ;
BLOCK_COMMENT : '/*' ( ~'*' | '*'+ ~[*/] )* '*'+ '/' -> channel(HIDDEN) ;

// A comment or a string without an end; longer matches of the rules above go before.
UNCLOSED : '/*' ( ~'*' | '*'+ ~[*/] )* '*'* | '"' ( ~["\\\r\n] | '\\' . )* ;
STRAY : . ;

fragment DIGITS : [0-9] [0-9_]* ;
