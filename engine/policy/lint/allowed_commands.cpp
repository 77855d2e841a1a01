#include "engine/policy/lint/allowed_commands.hpp"

#include <algorithm>
#include <array>

namespace mfa::policy::lint {

namespace {

constexpr std::string_view run = "host:RunCommand";
constexpr std::string_view start = "host:StartFullSession";
constexpr std::array<std::string_view, 5> folders{"/usr/bin/", "/bin/", "/usr/sbin/", "/sbin/",
                                                  "/usr/local/bin/"};
constexpr std::size_t sessions_max = 32;

/// Names that everybody knows come first: they are the examples in the message.
std::vector<std::string_view> best_known_first(CommandDanger danger) {
    constexpr std::array<std::string_view, 9> best_known{"bash", "vim", "less", "openssl", "kmod",
                                                         "ldd",  "cp",  "tee",  "dd"};
    const auto all = commands_with(danger);
    std::vector<std::string_view> names{all.begin(), all.end()};
    std::stable_partition(names.begin(), names.end(), [&](std::string_view name) {
        return std::find(best_known.begin(), best_known.end(), name) != best_known.end();
    });
    return names;
}

bool has_variables(const Statement& statement) {
    const auto& templates = statement.resources.templates;
    return std::any_of(templates.begin(), templates.end(),
                       [](const Template& text) { return text.has_variables(); });
}

} // namespace

CommandProbes::CommandProbes(const Subject& subject, CommandDanger danger) : m_subject{subject} {
    for (const std::string_view name : best_known_first(danger)) {
        for (const std::string_view folder : folders) {
            m_paths.push_back(std::string{folder} + std::string{name});
        }
    }
}

std::string_view CommandProbes::name(std::size_t probe) const {
    return std::string_view{m_paths[probe]}.substr(folders.at(probe % folders.size()).size());
}

const std::vector<CommandProbes::Kind>& CommandProbes::kinds(const Circumstances& who) {
    const auto [entry, is_new] =
        m_by_machine.try_emplace({who.host, who.account}, std::vector<Kind>{});
    if (is_new) {
        for (const std::string& path : m_paths) {
            entry->second.push_back(kind_of(who.command_arn(path)));
        }
    }
    return entry->second;
}

CommandProbes::Kind CommandProbes::kind_of(const std::string& resource) {
    const auto& naming = m_subject.set().index().candidates(run, resource);
    const auto number = static_cast<Kind>(m_kinds.size());
    const auto [entry, is_new] =
        m_by_naming.try_emplace({naming.denies, naming.allows}, KindFacts{number, false});
    if (is_new) {
        const auto varies = [&](const auto index) {
            return lint::has_variables(m_subject.set().statements()[index]);
        };
        entry->second.has_variables =
            std::any_of(naming.denies.begin(), naming.denies.end(), varies) ||
            std::any_of(naming.allows.begin(), naming.allows.end(), varies);
        m_kinds.push_back(entry);
    }
    return entry->second.number;
}

bool CommandProbes::may_allow(Kind kind, std::size_t statement) const {
    const auto& allows = m_kinds[kind]->first.second;
    return std::binary_search(allows.begin(), allows.end(), statement);
}

std::optional<Position> AllowedCommands::place_of(std::string_view path) {
    for (const Session& session : sessions()) {
        Request request = session.request;
        request.resource = session.who.command_arn(path);
        if (is_allowed(request)) {
            return place_of_resource(m_allow, request);
        }
    }
    return std::nullopt;
}

AllowedCommands::Found AllowedCommands::find(CommandProbes& probes) {
    struct Asked {
        Request request;
        const Circumstances& who;
        const std::vector<CommandProbes::Kind>& kinds;
        std::vector<Answer> answers; ///< by kind
    };
    std::vector<Asked> asked;
    for (const Session& session : sessions()) {
        asked.push_back({session.request, session.who, probes.kinds(session.who), {}});
    }
    for (Asked& one : asked) {
        one.answers.resize(probes.kinds_count(), Answer::unknown);
    }
    const auto place_of_probe = [&](std::size_t probe) -> std::optional<Position> {
        for (Asked& one : asked) {
            Answer& answer = one.answers[one.kinds[probe]];
            if (answer == Answer::no) {
                continue;
            }
            one.request.resource = one.who.command_arn(probes.path(probe));
            if (answer == Answer::unknown) {
                answer = answer_for(probes, one.kinds[probe], one.request);
            }
            if (answer == Answer::yes || (answer == Answer::differs && is_allowed(one.request))) {
                return place_of_resource(m_allow, one.request);
            }
        }
        return std::nullopt;
    };
    Found found;
    std::string_view last;
    for (std::size_t probe = 0; probe < probes.size() && !asked.empty(); ++probe) {
        const auto place =
            probes.name(probe) == last ? std::nullopt : place_of_probe(probe); // each name once
        if (!place) {
            continue;
        }
        last = probes.name(probe);
        auto entry = std::find_if(found.begin(), found.end(),
                                  [&](const auto& known) { return known.first == *place; });
        if (entry == found.end()) {
            entry = found.insert(found.end(), {*place, {}});
        }
        entry->second.push_back(last);
    }
    return found;
}

AllowedCommands::Answer AllowedCommands::answer_for(const CommandProbes& probes,
                                                    CommandProbes::Kind kind,
                                                    const Request& request) const {
    if (!probes.may_allow(kind, m_index)) {
        return Answer::no;
    }
    if (probes.has_variables(kind)) {
        return Answer::differs;
    }
    return is_allowed(request) ? Answer::yes : Answer::no;
}

bool AllowedCommands::is_allowed(const Request& request) const {
    return Inquiry::applies(m_allow, request) && m_inquiry.is_allowed(request);
}

const std::vector<AllowedCommands::Session>& AllowedCommands::sessions() {
    if (m_sessions) {
        return *m_sessions;
    }
    m_sessions.emplace();
    std::vector<MfaState> states = states_before_mfa();
    std::erase_if(states,
                  [&](const MfaState& state) { return !mfa_conditions_hold(m_allow, state); });
    if (states.empty()) {
        return *m_sessions;
    }
    const Candidates candidates = m_inquiry.fitting_candidates(m_allow, People::anybody);
    for (std::size_t i = 0; i < candidates.size() && m_sessions->size() < sessions_max; ++i) {
        const Circumstances who = candidates.at(i);
        for (const MfaState& state : states) {
            if (m_sessions->size() < sessions_max) {
                add_session(who, state);
            }
        }
    }
    return *m_sessions;
}

/// Not where the same statement opens a full session: who has that needs no way out.
void AllowedCommands::add_session(const Circumstances& who, const MfaState& state) {
    Request request = Inquiry::request(who, state, run, {});
    if (!Inquiry::fits(m_allow, request)) {
        return;
    }
    const bool has_full_session =
        takes_action(m_allow, start) &&
        is_allowed(Inquiry::request(who, state, start, who.service_arn()));
    if (!has_full_session) {
        m_sessions->push_back({who, std::move(request)});
    }
}

} // namespace mfa::policy::lint
