#include "ptx/printer.h"

#include "ptx/print_body.h"
#include "ptx/print_variable.h"
#include "ptx/writer.h"

namespace warpsmith::ptx {
namespace {

void printParameters(Writer& out, const std::vector<Variable>& parameters) {
  out << "(";
  const char* separator = "\n\t";
  for (const Variable& parameter : parameters) {
    out << separator;
    separator = ",\n\t";
    printDeclaration(out, parameter);
  }
  out << ")";
}

void printFunction(Writer& out, const Function& function) {
  if (function.isExtern) out << ".extern ";
  if (function.isVisible) out << ".visible ";
  if (function.isWeak) out << ".weak ";
  out << (function.isEntry ? ".entry " : ".func ");
  for (const Directive& directive : function.directives) {
    if (directive.name == "attribute") out << directive.text << " ";
  }
  if (!function.returns.empty()) printParameters(out, function.returns);
  out << " " << function.name;
  if (!function.parameters.empty()) printParameters(out, function.parameters);
  out << "\n";
  for (const Directive& directive : function.directives) {
    if (directive.name != "attribute") out << directive.text << "\n";
  }
  if (function.isDefined) {
    printBody(out, function);
  } else {
    out << ";\n";
  }
}

bool namesInlinedFunctions(const Module& module) {
  for (const Location& location : module.locations) {
    if (!location.functionName.empty()) return true;
  }
  return false;
}

// ptxas asks for debug sections where the target says `debug`, and for the one with names where a .loc refers to it.
bool isLeftOut(std::string_view other, bool debug, bool names) {
  constexpr std::string_view section = ".section";
  if (debug || other.substr(0, section.size()) != section) return false;
  const std::string_view heading = other.substr(0, other.find('{'));
  return !names || heading.find(".debug_str") == std::string_view::npos;
}

}  // namespace

std::string print(const Module& module) {
  Writer out(module);
  out << ".version " << module.versionMajor << "." << module.versionMinor << "\n";
  out << ".target " << module.target << "\n.address_size " << module.addressBits << "\n";
  const bool debug = module.target.find("debug") != std::string_view::npos;
  const bool names = namesInlinedFunctions(module);
  for (const TopLevel& item : module.order) {
    switch (item.kind) {
      case TopLevelKind::variable:
        printDeclaration(out, module.variables[item.index]);
        out << ";\n";
        break;
      case TopLevelKind::function:
        printFunction(out, module.functions[item.index]);
        break;
      case TopLevelKind::other:
        if (!isLeftOut(module.others[item.index], debug, names)) out << module.others[item.index] << "\n";
        break;
    }
  }
  return out.take();
}

}  // namespace warpsmith::ptx
