// Commands that are allowed before MFA and let their user do more than they look like.
#include "engine/policy/lint/command_dangers.hpp"
#include "engine/policy/lint/command_path.hpp"
#include "engine/policy/lint/inquiry.hpp"
#include "engine/policy/lint/rules/rules.hpp"
#include "engine/policy/text_rules.hpp"

#include <algorithm>
#include <array>

namespace mfa::policy::lint {

namespace {

constexpr std::string_view run = "host:RunCommand";
constexpr std::array<std::string_view, 5> folders{"/usr/bin/", "/bin/", "/usr/sbin/", "/sbin/",
                                                  "/usr/local/bin/"};
constexpr std::size_t named_max = 3;
constexpr std::size_t sessions_max = 32;

std::string_view why(CommandDanger danger) {
    switch (danger) {
    case CommandDanger::gives_shell:
        return "runs any other program for its user, a shell for one";
    case CommandDanger::loads_code:
        return "loads and runs code that its user brings along";
    case CommandDanger::writes_files:
        return "writes files of its user's choice, such as `~/.profile`, which runs at the next "
               "login with MFA";
    }
    return "";
}

/// What one statement allows to run before MFA.
class AllowedCommands {
public:
    AllowedCommands(const Inquiry& inquiry, const StatementView& allow)
        : m_inquiry{inquiry}, m_allow{allow} {
        const Candidates candidates = inquiry.candidates({&allow}, People::anybody);
        for (const Circumstances& who : candidates.all) {
            for (const MfaState& state : states_before_mfa()) {
                if (m_sessions.size() < sessions_max) {
                    add_session(who, state);
                }
            }
        }
    }

    /// Where the statement lets the path run; nothing where it does not.
    [[nodiscard]] std::optional<Position> place_of(std::string_view path) {
        for (Session& session : m_sessions) {
            session.request.resource = session.who.command_arn(path);
            if (Inquiry::applies(m_allow, session.request) &&
                m_inquiry.is_allowed(session.request)) {
                return place_of_resource(m_allow, session.request);
            }
        }
        return std::nullopt;
    }

private:
    struct Session {
        Circumstances who;
        Request request;
    };

    /// Not where the same statement opens a full session: who has that needs no way out.
    void add_session(const Circumstances& who, const MfaState& state) {
        Request request = Inquiry::request(who, state, run, {});
        if (!Inquiry::fits(m_allow, request)) {
            return;
        }
        const Request start =
            Inquiry::request(who, state, "host:StartFullSession", who.service_arn());
        if (!Inquiry::applies(m_allow, start) || !m_inquiry.is_allowed(start)) {
            m_sessions.push_back({who, std::move(request)});
        }
    }

    const Inquiry& m_inquiry;
    const StatementView& m_allow;
    std::vector<Session> m_sessions;
};

void check_named_commands(const StatementView& allow, AllowedCommands& allowed,
                          CommandDanger danger, Reporter& report) {
    for (const auto& [text, position] : allow.resources.texts) {
        const auto path = command_path(text, allow.variables);
        if (!path || is_open_ended(*path) || allow.resources.sense == Sense::excluded) {
            continue;
        }
        const std::string name = path->substr(path->rfind('/') + 1);
        if (danger_of(name) == danger && allowed.place_of(*path)) {
            report.add(allow, position,
                       in_backticks(name) + " is allowed before MFA and " +
                           std::string{why(danger)} +
                           ": take it out, or allow it with `aws:MultiFactorAuthPresent` alone");
        }
    }
}

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

/// By place in the text: the programs that a wildcard there lets run.
using FoundCommands = std::vector<std::pair<Position, std::vector<std::string_view>>>;

FoundCommands find_by_wildcard(AllowedCommands& allowed, CommandDanger danger) {
    FoundCommands found;
    for (const std::string_view name : best_known_first(danger)) {
        for (const std::string_view folder : folders) {
            const auto place = allowed.place_of(std::string{folder} + std::string{name});
            if (!place) {
                continue;
            }
            auto entry = std::find_if(found.begin(), found.end(),
                                      [&](const auto& known) { return known.first == *place; });
            if (entry == found.end()) {
                entry = found.insert(found.end(), {*place, {}});
            }
            entry->second.push_back(name);
            break;
        }
    }
    return found;
}

bool is_named(const StatementView& allow, Position place) {
    return std::any_of(allow.resources.texts.begin(), allow.resources.texts.end(),
                       [&](const Text& text) {
                           const auto path = command_path(text.text, allow.variables);
                           return text.position == place && path && !is_open_ended(*path);
                       });
}

void check_wildcards(const StatementView& allow, AllowedCommands& allowed, CommandDanger danger,
                     Reporter& report) {
    const FoundCommands shells = danger == CommandDanger::gives_shell
                                     ? FoundCommands{}
                                     : find_by_wildcard(allowed, CommandDanger::gives_shell);
    for (const auto& [place, names] : find_by_wildcard(allowed, danger)) {
        // Where a wildcard gives a shell, that says it all.
        const auto gives_shell = [&, at = place](const auto& entry) { return entry.first == at; };
        if (is_named(allow, place) || std::any_of(shells.begin(), shells.end(), gives_shell)) {
            continue;
        }
        std::string list;
        for (std::size_t i = 0; i < std::min(names.size(), named_max); ++i) {
            list += (i == 0 ? "" : ", ") + in_backticks(names[i]);
        }
        const std::size_t more = names.size() - std::min(names.size(), named_max);
        report.add(allow, place,
                   "this allows " + list +
                       (more > 0 ? " and " + std::to_string(more) + " other such programs" : "") +
                       " before MFA, each of which " + std::string{why(danger)} +
                       ": name the few commands that are needed, each by its path");
    }
}

void check_danger(const Subject& subject, CommandDanger danger, Reporter& report) {
    const Inquiry inquiry{subject};
    for (const StatementView& statement : subject.statements()) {
        if (!statement.is(Effect::allow) || !takes_action(statement, run)) {
            continue;
        }
        AllowedCommands allowed{inquiry, statement};
        check_named_commands(statement, allowed, danger, report);
        const auto& texts = statement.resources.texts;
        const bool has_wildcard = statement.resources.sense == Sense::excluded ||
                                  std::any_of(texts.begin(), texts.end(), [&](const Text& text) {
                                      const auto path =
                                          command_path(text.text, statement.variables);
                                      return path ? is_open_ended(*path) : is_open_ended(text.text);
                                  });
        if (has_wildcard) {
            check_wildcards(statement, allowed, danger, report);
        }
    }
}

constexpr std::string_view writable_advice =
    ": allow only programs in folders that root alone can write to, such as `/usr/bin`";

} // namespace

void check_command_gives_shell(const Subject& subject, Reporter& report) {
    check_danger(subject, CommandDanger::gives_shell, report);
}

void check_command_loads_code(const Subject& subject, Reporter& report) {
    check_danger(subject, CommandDanger::loads_code, report);
}

void check_command_writes_files(const Subject& subject, Reporter& report) {
    check_danger(subject, CommandDanger::writes_files, report);
}

void check_writable_command(const Subject& subject, Reporter& report) {
    constexpr std::array<std::string_view, 3> probes{"/home/", "/tmp/", "/var/tmp/"};
    const Inquiry inquiry{subject};
    for (const StatementView& statement : subject.statements()) {
        if (!statement.is(Effect::allow) || !takes_action(statement, run)) {
            continue;
        }
        AllowedCommands allowed{inquiry, statement};
        for (const auto& [text, position] : statement.resources.texts) {
            const auto path = command_path(text, statement.variables);
            if (!path || is_open_ended(*path) || !allowed.place_of(*path)) {
                continue;
            }
            const PathFacts facts = subject.facts().look(*path);
            if (is_user_writable_place(*path)) {
                report.add(statement, position,
                           in_backticks(*path) +
                               " is where users put files of their own, and runs "
                               "before MFA" +
                               std::string{writable_advice});
            } else if (!facts.writable_at.empty()) {
                report.add(statement, position,
                           "others than root can write to " + in_backticks(facts.writable_at) +
                               ", so " + in_backticks(*path) +
                               " may be anything, and runs before MFA: "
                               "give it to root, mode 0755");
            }
        }
        for (const std::string_view folder : probes) {
            const auto place = allowed.place_of(std::string{folder} + "alice/any-program-at-all");
            if (place) {
                report.add(statement, *place,
                           "this allows programs in " + in_backticks(folder) +
                               ", where users put files of their own, before MFA" +
                               std::string{writable_advice});
                break;
            }
        }
    }
}

} // namespace mfa::policy::lint
