prelude
import Init.Prelude
/-! The types that Lean's compiled notation, macros and tactics exchange. Names, order of constructors and fields are given by the binary. -/
set_option linter.all false
universe u v w

inductive List (α : Type u) where
  | nil : List α
  | cons (head : α) (tail : List α) : List α
inductive Option (α : Type u) where
  | none : Option α
  | some (val : α) : Option α
export Option (none some)
inductive Except (ε : Type u) (α : Type v) where
  | error : ε → Except ε α
  | ok : α → Except ε α
structure Array (α : Type u) where
  mk ::
  toList : List α

structure Fin (n : Nat) where
  mk ::
  val : Nat
  isLt : LT.lt val n
structure BitVec (w : Nat) where
  ofFin ::
  toFin : Fin (HPow.hPow 2 w)
structure UInt8 where
  ofBitVec ::
  toBitVec : BitVec 8
structure UInt16 where
  ofBitVec ::
  toBitVec : BitVec 16
structure UInt32 where
  ofBitVec ::
  toBitVec : BitVec 32
structure UInt64 where
  ofBitVec ::
  toBitVec : BitVec 64
opaque System.Platform.numBits : Nat
structure USize where
  ofBitVec ::
  toBitVec : BitVec System.Platform.numBits
noncomputable def UInt32.toNat (n : UInt32) : Nat := n.toBitVec.toFin.val
structure Char where
  val : UInt32
  valid : Or (LT.lt val.toNat 55296) (And (LT.lt 57343 val.toNat) (LT.lt val.toNat 1114112))
structure ByteArray where
  mk ::
  data : Array UInt8
structure String where
  ofByteArray ::
  bytes : ByteArray
structure String.Pos.Raw where
  byteIdx : Nat
structure Substring.Raw where
  str : String
  startPos : String.Pos.Raw
  stopPos : String.Pos.Raw

inductive Lean.Name where
  | anonymous : Lean.Name
  | str (pre : Lean.Name) (str : String) : Lean.Name
  | num (pre : Lean.Name) (i : Nat) : Lean.Name
inductive Lean.SourceInfo where
  | original (leading : Substring.Raw) (pos : String.Pos.Raw) (trailing : Substring.Raw) (endPos : String.Pos.Raw) : Lean.SourceInfo
  | synthetic (pos endPos : String.Pos.Raw) (canonical : Bool) : Lean.SourceInfo
  | none : Lean.SourceInfo
inductive Lean.Syntax.Preresolved where
  | namespace (ns : Lean.Name) : Lean.Syntax.Preresolved
  | decl (n : Lean.Name) (fields : List String) : Lean.Syntax.Preresolved
inductive Lean.Syntax where
  | missing : Lean.Syntax
  | node (info : Lean.SourceInfo) (kind : Lean.Name) (args : Array Lean.Syntax) : Lean.Syntax
  | atom (info : Lean.SourceInfo) (val : String) : Lean.Syntax
  | ident (info : Lean.SourceInfo) (rawVal : Substring.Raw) (val : Lean.Name) (preresolved : List Lean.Syntax.Preresolved) : Lean.Syntax
@[reducible] def Lean.SyntaxNodeKind : Type := Lean.Name

inductive Lean.ParserDescr where
  | const (name : Lean.Name)
  | unary (name : Lean.Name) (p : Lean.ParserDescr)
  | binary (name : Lean.Name) (p₁ p₂ : Lean.ParserDescr)
  | node (kind : Lean.SyntaxNodeKind) (prec : Nat) (p : Lean.ParserDescr)
  | trailingNode (kind : Lean.SyntaxNodeKind) (prec lhsPrec : Nat) (p : Lean.ParserDescr)
  | symbol (val : String)
  | nonReservedSymbol (val : String) (includeIdent : Bool)
  | cat (catName : Lean.Name) (rbp : Nat)
  | parser (declName : Lean.Name)
  | nodeWithAntiquot (name : String) (kind : Lean.SyntaxNodeKind) (p : Lean.ParserDescr)
  | sepBy (p : Lean.ParserDescr) (sep : String) (psep : Lean.ParserDescr) (allowTrailingSep : Bool)
  | sepBy1 (p : Lean.ParserDescr) (sep : String) (psep : Lean.ParserDescr) (allowTrailingSep : Bool)
  | unicodeSymbol (val asciiVal : String) (preserveForPP : Bool)
@[reducible] def Lean.TrailingParserDescr : Type := Lean.ParserDescr

inductive EStateM.Result (ε σ α : Type u) where
  | ok : α → σ → EStateM.Result ε σ α
  | error : ε → σ → EStateM.Result ε σ α
structure Lean.Macro.Context where
  methods : Lean.Syntax
  mainModule : Lean.Name
  currMacroScope : Nat
  currRecDepth : Nat
  maxRecDepth : Nat
  ref : Lean.Syntax
inductive Lean.Macro.Exception where
  | error : Lean.Syntax → String → Lean.Macro.Exception
  | unsupportedSyntax : Lean.Macro.Exception
structure Lean.Macro.State where
  macroScope : Nat
  traceMsgs : List (Prod Lean.Name String)
  expandedMacroDecls : List Lean.Name
@[reducible] def Lean.MacroM (α : Type) : Type :=
  Lean.Macro.Context → Lean.Macro.State → EStateM.Result Lean.Macro.Exception Lean.Macro.State α
@[reducible] def Lean.Macro : Type := Lean.Syntax → Lean.MacroM Lean.Syntax
@[reducible] def Lean.PrettyPrinter.UnexpandM (α : Type) : Type := Lean.Syntax → Unit → EStateM.Result Unit Unit α
@[reducible] def Lean.PrettyPrinter.Unexpander : Type := Lean.Syntax → Lean.PrettyPrinter.UnexpandM Lean.Syntax
structure Lean.Parser.Category where

instance : Inhabited Lean.ParserDescr := ⟨.const .anonymous⟩
instance : Inhabited Lean.Macro := ⟨fun _ _ s => .error .unsupportedSyntax s⟩

instance : Inhabited Lean.Name := ⟨.anonymous⟩
@[extern "n"] opaque Lean.Name.mkStr1 : String → Lean.Name
@[extern "n"] opaque Lean.Name.mkStr2 : String → String → Lean.Name
@[extern "n"] opaque Lean.Name.mkStr3 : String → String → String → Lean.Name
@[extern "n"] opaque Lean.Name.mkStr4 : String → String → String → String → Lean.Name
@[extern "n"] opaque Lean.Name.mkStr5 : String → String → String → String → String → Lean.Name
@[extern "n"] opaque Lean.Name.mkStr6 : String → String → String → String → String → String → Lean.Name
instance : Inhabited Lean.PrettyPrinter.Unexpander := ⟨fun _ _ s => .error s s⟩
