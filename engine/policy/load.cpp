#include "engine/policy/load.hpp"

#include "engine/policy/document.hpp"
#include "engine/policy/statement_parser.hpp"

#include <algorithm>
#include <iterator>

namespace mfa::policy {

namespace {

std::vector<Statement> load_one(const Source& source, std::vector<Finding>& all_findings) {
    FindingList findings;
    std::vector<Statement> statements;
    const auto document = parse_document(source, findings);
    if (document) {
        ElementReader reader{source, findings};
        statements = parse_statements(*document, reader);
    }
    auto found = findings.take();
    std::move(found.begin(), found.end(), std::back_inserter(all_findings));
    return statements;
}

} // namespace

LoadResult load(std::span<const Source> sources) {
    LoadResult result;
    std::vector<Statement> statements;
    for (const Source& source : sources) {
        auto loaded = load_one(source, result.findings);
        std::move(loaded.begin(), loaded.end(), std::back_inserter(statements));
    }
    if (result.findings.empty()) {
        result.set.emplace(std::move(statements));
    }
    return result;
}

} // namespace mfa::policy
