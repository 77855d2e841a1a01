// The engine and the plain evaluator (tests/support/plain_policy) are asked the same, random
// policies and random requests, and must answer the same, down to the statements that decided.
//
//     MFA_RANDOM_REQUESTS   how many requests, 200000 unless it says otherwise; the long run is
//                           10000000, in some ten minutes
//     MFA_RANDOM_SEED       where the random numbers begin
//
// What differs is printed as a line for `mfa_tool policy simulate --requests -`, with the seed of
// its policy as `id`: MFA_RANDOM_SEED set to that and MFA_RANDOM_REQUESTS=1 show it again at once.
#include "tests/unit/policy/against_plain.hpp"

#include "tests/support/random_policy/vocabulary.hpp"

#include <array>
#include <cstdlib>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>

using namespace mfa;
using namespace mfa::test;

namespace {

constexpr std::uint64_t requests_by_default = 200'000;
constexpr std::uint64_t seed_by_default = 20261123;
constexpr int requests_per_policy = 50;
/// With fewer, not every operator has had its turn.
constexpr std::uint64_t requests_for_statistics = 150'000;

std::uint64_t from_environment(const char* name, std::uint64_t otherwise) {
    const char* text = std::getenv(name);
    return text == nullptr ? otherwise : std::stoull(text);
}

/// What the run has seen: a run that sees one answer only compares nothing.
class Statistics {
public:
    void add(const plain::Decision& decision) { ++m_decisions[decision.kind]; }
    void add(const std::string& op, bool holds) { ++m_conditions[op].at(holds ? 1 : 0); }

    void check(std::uint64_t requests) const {
        for (const char* kind : {"Allow", "ExplicitDeny", "ImplicitDeny"}) {
            const auto found = m_decisions.find(kind);
            if (found == m_decisions.end() || found->second < requests / 10) {
                throw CheckFailed{std::string{"hardly ever: "} + kind};
            }
        }
        for (const random::Operator& op : random::operators()) {
            const auto found = m_conditions.find(op.name);
            const auto [fails, holds] =
                found == m_conditions.end() ? std::array<long, 2>{} : found->second;
            // The only two that are constant.
            if (holds == 0 && op.name != "ForAnyValue:Null") {
                throw CheckFailed{op.name + " never held"};
            }
            if (fails == 0 && op.name != "ForAllValues:Null") {
                throw CheckFailed{op.name + " always held"};
            }
        }
    }

    [[nodiscard]] std::string text() const {
        std::string text;
        for (const auto& [kind, count] : m_decisions) {
            text += (text.empty() ? "" : ", ") + kind + " " + std::to_string(count);
        }
        return text;
    }

private:
    std::map<std::string, std::uint64_t> m_decisions;
    std::map<std::string, std::array<long, 2>> m_conditions; ///< how often it failed and held
};

/// Prints the whole question: it is longer than what a test, or cmocka, can say.
[[noreturn]] void differs(const std::string& id, const std::vector<std::string>& documents,
                          const plain::Request& asked, const std::string& how) {
    std::cerr << how << "\n" << random::request_line(id, documents, asked) << "\n";
    throw CheckFailed{how};
}

void compare(const std::string& id, const std::vector<std::string>& documents,
             const policy::PolicySet& set, const plain::Policy& plain_policy,
             const plain::Request& asked, Statistics& statistics) {
    const plain::Decision engine = engine_decision(set, engine_request(asked));
    const plain::Decision expected = plain_policy.decide(
        asked, [&](const std::string& op, bool holds) { statistics.add(op, holds); });
    statistics.add(expected);
    if (engine.kind != expected.kind || engine.statements != expected.statements) {
        differs(id, documents, asked,
                "the engine says " + described(engine) + ", the plain evaluator " +
                    described(expected));
    }
}

/// Strings stand for themselves, everything else for its JSON.
std::string text_of(const nlohmann::json& value) {
    return value.is_string() ? value.get<std::string>() : value.dump();
}

plain::Request corpus_request(const nlohmann::json& line) {
    plain::Request request;
    const nlohmann::json& principal = line.at("principal");
    const auto read = [&principal](const char* name, auto& field) {
        if (principal.contains(name)) {
            principal.at(name).get_to(field.emplace());
        }
    };
    read("user", request.user);
    read("uid", request.uid);
    read("groups", request.groups);
    read("arn", request.arn);
    request.action = line.at("action").get<std::string>();
    request.resource = line.at("resource").get<std::string>();
    for (const auto& [key, value] : line.at("context").items()) {
        std::vector<std::string>& values = request.context[key];
        for (const nlohmann::json& one :
             value.is_array() ? value : nlohmann::json::array({value})) {
            values.push_back(text_of(one));
        }
    }
    return request;
}

/// Whether the plain evaluator can be asked. A number with a fraction or of many digits is another
/// once it is parsed, the text of a document may be YAML, and many `*` take it too long.
bool is_for_plain(const nlohmann::json& line) {
    constexpr std::ptrdiff_t stars_max = 4;
    const auto& policies = line.at("policies");
    const std::string written = policies.dump();
    if (std::count(written.begin(), written.end(), '*') > stars_max) {
        return false;
    }
    const auto& context = line.at("context");
    return std::all_of(policies.begin(), policies.end(),
                       [](const auto& policy) { return policy.is_object(); }) &&
           std::none_of(context.begin(), context.end(),
                        [](const auto& value) { return value.is_number_float(); });
}

} // namespace

static void the_plain_evaluator_decides_the_corpus_as_aws_does() {
    std::istringstream lines{read_corpus("iam-cases.jsonl") + read_corpus("more-iam-cases.jsonl")};
    Statistics statistics;
    std::string text;
    int decided = 0;
    while (std::getline(lines, text)) {
        const auto line = nlohmann::json::parse(text);
        const std::string id = line.at("id").get<std::string>();
        const std::string expected = line.at("expect").get<std::string>();
        // The plain evaluator reads valid ones only.
        if (expected == "invalid-policy" || !is_for_plain(line)) {
            continue;
        }
        std::vector<std::string> documents;
        for (const nlohmann::json& document : line.at("policies")) {
            // On many lines: the engine's decisions name statements by their lines.
            documents.push_back(document.dump(1));
        }
        const plain::Request asked = corpus_request(line);
        const plain::Policy plain_policy{documents};
        const plain::Decision decision = plain_policy.decide(asked);
        if (decision.kind != expected) {
            differs(id, documents, asked, "it is " + expected + ", not " + decision.kind);
        }
        compare(id, documents, must_load_all(documents), plain_policy, asked, statistics);
        ++decided;
    }
    CHECK(decided > 1'500);
}

static void the_engine_decides_as_the_plain_evaluator_does() {
    const std::uint64_t requests = from_environment("MFA_RANDOM_REQUESTS", requests_by_default);
    const std::uint64_t seed = from_environment("MFA_RANDOM_SEED", seed_by_default);
    const random::Features features = engine_features();
    Statistics statistics;
    std::uint64_t asked = 0;
    for (std::uint64_t round = 0; asked < requests; ++round) {
        random::Dice dice{seed + round};
        const std::string id = std::to_string(seed + round);
        const auto documents = random::policy(dice, features);
        try {
            const auto set = must_load_all(documents);
            const plain::Policy plain_policy{documents};
            for (int i = 0; i < requests_per_policy; ++i, ++asked) {
                compare(id, documents, set, plain_policy, random::request(dice), statistics);
            }
        } catch (const std::exception& error) {
            std::cerr << "seed " << id << ": " << error.what() << "\n";
            throw;
        }
    }
    print_message("%llu requests: %s\n", static_cast<unsigned long long>(asked),
                  statistics.text().c_str());
    if (requests >= requests_for_statistics) {
        statistics.check(asked);
    }
}

int main() {
    return mfa::test::run("policy/against_plain",
                          {
                              TEST(the_plain_evaluator_decides_the_corpus_as_aws_does),
                              TEST(the_engine_decides_as_the_plain_evaluator_does),
                          });
}
