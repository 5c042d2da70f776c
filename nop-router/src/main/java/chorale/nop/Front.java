package chorale.nop;

import chorale.hdl.Bool;
import chorale.hdl.UInt;
import java.util.ArrayList;
import java.util.List;

/** The oldest flit of one VC of an input. */
final class Front {
  int input;
  int vc;
  VcClass kind;
  Bool arrives; // a flit for it,
  UInt arriving; // with what was found out about its packet
  VcBuffer buffer;
  UInt flit;
  UInt stage; // the flit as the crossbar sees it
  List<Integer> outputs;
  UInt route; // to which of the outputs it goes; null if there is one
  List<Integer> next;
  boolean planned; // in which of them it leaves is found out while it is written
  List<Integer> flows; // to be told apart: those of outputs by which several leave
  UInt nextVc; // in which of these VCs it leaves; null if there is one, or its class is free
  UInt flow; // which of these flows is its own; null if there are none
  UInt taken; // the VC that the head took; null unless its class is free, and for single flits
  Bool claims; // it is a head that claims its outputs; null where none does
  final List<Turn> turns = new ArrayList<>();

  String label() {
    return input + "_" + vc;
  }
}
