// Decisions and loading, for policies of 10 to 100,000 statements and the one that ships; beside
// each decision the same one by a plain loop over the statements.
#include "engine/policy/policy.hpp"
#include "engine/policy/statement_evaluator.hpp"

#include <benchmark/benchmark.h>
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>

using namespace mfa;

namespace {

constexpr long statements_in_a_document = 4000;
constexpr std::size_t kinds_of_requests = 64;

std::string number(long value) {
    return std::to_string(value);
}

/// Resources by name, by prefix, with inner stars, and with a variable; some with a condition.
std::string statement(long i) {
    const std::string n = number(i);
    std::string resource;
    switch (i % 4) {
    case 0:
        resource = "arn:aws:host:web" + number(i % 7) + ":000000000000:command/usr/bin/tool" + n;
        break;
    case 1:
        resource = "arn:aws:host:*:*:command/opt/app" + n + "/*";
        break;
    case 2:
        resource = "arn:aws:host:*:*:command/*/lib" + n + "/*/bin/*";
        break;
    default:
        resource = "arn:aws:iam::*:mfa/team" + n + "/${aws:username}";
        break;
    }
    const std::string condition =
        i % 3 == 0 ? R"(, "Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "true"}})"
                   : "";
    return R"({"Sid": "S)" + n + R"(", "Effect": ")" + (i % 5 == 4 ? "Deny" : "Allow") +
           R"(", "Action": ["host:Run*", "iam:*MFADevice"], "Resource": ")" + resource + "\"" +
           condition + "}";
}

std::vector<policy::Source> documents_of(long statements) {
    std::vector<policy::Source> sources;
    for (long first = 0; first < statements; first += statements_in_a_document) {
        std::string text = R"({"Version": "2012-10-17", "Statement": [)";
        for (long i = first; i < std::min(statements, first + statements_in_a_document); ++i) {
            text += (i == first ? "" : ", ") + statement(i);
        }
        sources.push_back({number(first) + ".json", text + "]}", policy::Format::json});
    }
    return sources;
}

policy::PolicySet must_load(const std::vector<policy::Source>& sources) {
    auto loaded = policy::load(sources);
    if (!loaded.set) {
        throw std::runtime_error{render(loaded.findings.front())};
    }
    return std::move(*loaded.set);
}

const policy::PolicySet& policy_of(long statements) {
    static std::map<long, policy::PolicySet> made;
    const auto found = made.find(statements);
    return found != made.end()
               ? found->second
               : made.emplace(statements, must_load(documents_of(statements))).first->second;
}

policy::Request request(std::string action, std::string resource) {
    policy::Request made;
    made.action = std::move(action);
    made.resource = std::move(resource);
    made.principal.user = "alice";
    made.principal.uid = 1000;
    made.principal.groups = {"alice", "wheel"};
    made.principal.arn = "arn:aws:iam::000000000000:user/alice";
    made.context.set("aws:MultiFactorAuthPresent", "true");
    made.context.set("aws:MultiFactorAuthAge", "17");
    made.context.set("host:Service", "sshd");
    made.context.set("aws:CurrentTime", "2026-11-25T10:00:00Z");
    add_principal_keys(made);
    return made;
}

/// About statements from all over the policy, and about none.
std::vector<policy::Request> requests_for(long statements) {
    std::vector<policy::Request> made;
    for (std::size_t i = 0; i < kinds_of_requests; ++i) {
        const long about = static_cast<long>(i * 7919) % statements;
        const std::string n = number(about);
        const std::string web = "arn:aws:host:web" + number(about % 7) + ":000000000000:command";
        switch (i % 5) {
        case 0:
            made.push_back(request("host:RunCommand", web + "/usr/bin/tool" + n));
            break;
        case 1:
            made.push_back(request("host:RunCommand", web + "/opt/app" + n + "/bin/run"));
            break;
        case 2:
            made.push_back(request("host:RunCommand", web + "/srv/lib" + n + "/x/bin/y"));
            break;
        case 3:
            made.push_back(request("iam:EnableMFADevice",
                                   "arn:aws:iam::000000000000:mfa/team" + n + "/alice"));
            break;
        default:
            made.push_back(request("iam:GetUser", "arn:aws:iam::000000000000:user/alice"));
            break;
        }
    }
    return made;
}

/// What evaluate() would be without an index.
policy::DecisionKind by_a_loop(const policy::PolicySet& set, const policy::Request& request) {
    bool is_allowed = false;
    for (const policy::Statement& statement : set.statements()) {
        if (match_statement(statement, request) == policy::Match::yes) {
            if (statement.effect == policy::Effect::deny) {
                return policy::DecisionKind::explicit_deny;
            }
            is_allowed = true;
        }
    }
    return is_allowed ? policy::DecisionKind::allow : policy::DecisionKind::implicit_deny;
}

void decide(benchmark::State& state) {
    const policy::PolicySet& set = policy_of(state.range(0));
    const auto requests = requests_for(state.range(0));
    for (const policy::Request& asked : requests) { // first_decision says what the first ones take
        benchmark::DoNotOptimize(evaluate(set, asked));
    }
    std::size_t i = 0;
    for (auto _ : state) {
        benchmark::DoNotOptimize(evaluate(set, requests[i++ % requests.size()]));
    }
}

void decide_by_a_loop(benchmark::State& state) {
    const policy::PolicySet& set = policy_of(state.range(0));
    const auto requests = requests_for(state.range(0));
    std::size_t i = 0;
    for (auto _ : state) {
        benchmark::DoNotOptimize(by_a_loop(set, requests[i++ % requests.size()]));
    }
}

void decide_with_the_shipped_policy(benchmark::State& state) {
    std::ifstream file{MFA_CONFIG_FOLDER "/policy.d/10-mfa.yaml"};
    std::ostringstream text;
    text << file.rdbuf();
    const policy::PolicySet set = must_load({{"10-mfa.yaml", text.str(), policy::Format::yaml}});
    const std::vector<policy::Request> requests{
        request("host:StartFullSession", "arn:aws:host:web1:000000000000:service/sshd"),
        request("iam:EnableMFADevice", "arn:aws:iam::000000000000:user/alice"),
        request("iam:DeactivateMFADevice", "arn:aws:iam::000000000000:user/bob"),
        request("host:RunCommand", "arn:aws:host:web1:000000000000:command/usr/bin/id")};
    std::size_t i = 0;
    for (auto _ : state) {
        benchmark::DoNotOptimize(evaluate(set, requests[i++ % requests.size()]));
    }
}

/// Each request new: nothing kept of earlier ones helps beyond what they have in common.
void decide_about_ever_new_resources(benchmark::State& state) {
    const policy::PolicySet& set = policy_of(state.range(0));
    policy::Request asked = request("host:RunCommand", "");
    long i = 0;
    for (auto _ : state) {
        state.PauseTiming();
        asked.resource = "arn:aws:host:web1:000000000000:command/opt/app" +
                         number((i * 7919) % state.range(0)) + "/bin/run" + number(i);
        ++i;
        state.ResumeTiming();
        benchmark::DoNotOptimize(evaluate(set, asked));
    }
}

void load(benchmark::State& state) {
    const auto sources = documents_of(state.range(0));
    for (auto _ : state) {
        benchmark::DoNotOptimize(policy::load(sources));
    }
    state.SetComplexityN(state.range(0));
}

void first_decision(benchmark::State& state) {
    const policy::PolicySet& loaded = policy_of(state.range(0));
    const auto requests = requests_for(state.range(0));
    for (auto _ : state) {
        const policy::PolicySet set{loaded.statements()};
        benchmark::DoNotOptimize(evaluate(set, requests.front()));
    }
    state.SetComplexityN(state.range(0));
}

void match_inner_stars(benchmark::State& state) {
    const auto pattern = policy::Pattern::from_wildcards("*a*a*a*a*a*a*a*a*b");
    const std::string text(static_cast<std::size_t>(state.range(0)), 'a');
    for (auto _ : state) {
        benchmark::DoNotOptimize(covers(pattern, text, policy::LetterCase::exact));
    }
    state.SetComplexityN(state.range(0));
}

void sizes(benchmark::internal::Benchmark* bench) {
    bench->RangeMultiplier(10)->Range(10, 100'000);
}

} // namespace

BENCHMARK(decide_with_the_shipped_policy);
BENCHMARK(decide)->Apply(sizes);
BENCHMARK(decide_by_a_loop)->Apply(sizes);
BENCHMARK(decide_about_ever_new_resources)->Apply(sizes);
BENCHMARK(load)->Apply(sizes)->Unit(benchmark::kMillisecond)->Complexity(benchmark::oN);
BENCHMARK(first_decision)->Apply(sizes)->Unit(benchmark::kMicrosecond);
BENCHMARK(match_inner_stars)->Arg(1000)->Arg(4000)->Arg(16'000)->Complexity(benchmark::oN);

BENCHMARK_MAIN();
