// What one statement allows to run before MFA, and which of many programs are among it.
#pragma once

#include "engine/policy/lint/command_dangers.hpp"
#include "engine/policy/lint/inquiry.hpp"
#include "engine/policy/statement_index.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mfa::policy::lint {

/// The programs with one danger, each in the folders where it may lie. A policy tells few of these
/// paths apart: those that the same statements name are a kind, and what is true of one path of a
/// kind is true of all.
class CommandProbes {
public:
    using Kind = std::uint32_t;

    CommandProbes(const Subject& subject, CommandDanger danger);

    /// Best known first; the folders of one name follow each other.
    [[nodiscard]] std::size_t size() const { return m_paths.size(); }
    [[nodiscard]] const std::string& path(std::size_t probe) const { return m_paths[probe]; }
    [[nodiscard]] std::string_view name(std::size_t probe) const;

    /// By probe, on that machine.
    const std::vector<Kind>& kinds(const Circumstances& who);
    [[nodiscard]] std::size_t kinds_count() const { return m_kinds.size(); }
    /// Whether the statement (an Allow, by its place) may name the paths of that kind.
    [[nodiscard]] bool may_allow(Kind kind, std::size_t statement) const;
    /// Whether a variable may tell the paths of that kind apart.
    [[nodiscard]] bool has_variables(Kind kind) const {
        return m_kinds[kind]->second.has_variables;
    }

private:
    using Naming = std::pair<std::vector<StatementIndex::Index>,  // denies
                             std::vector<StatementIndex::Index>>; // allows
    struct KindFacts {
        Kind number;
        bool has_variables;
    };
    using Kinds = std::map<Naming, KindFacts>;

    Kind kind_of(const std::string& resource);

    const Subject& m_subject;
    std::vector<std::string> m_paths;
    Kinds m_by_naming;
    std::vector<Kinds::const_iterator> m_kinds;
    std::map<std::pair<std::string, std::string>, std::vector<Kind>> m_by_machine;
};

class AllowedCommands {
public:
    AllowedCommands(const Inquiry& inquiry, const Subject& subject, const StatementView& allow)
        : m_inquiry{inquiry}, m_allow{allow}, m_index{static_cast<std::size_t>(
                                                  &allow - subject.statements().data())} {}

    /// Where the statement lets the path run; nothing where it does not.
    [[nodiscard]] std::optional<Position> place_of(std::string_view path);

    /// By place in the text, in the order of the probes: the programs that are allowed there.
    using Found = std::vector<std::pair<Position, std::vector<std::string_view>>>;
    [[nodiscard]] Found find(CommandProbes& probes);

private:
    struct Session {
        Circumstances who;
        Request request;
    };
    enum class Answer : std::uint8_t { unknown, no, yes, differs };

    const std::vector<Session>& sessions();
    void add_session(const Circumstances& who, const MfaState& state);
    [[nodiscard]] bool is_allowed(const Request& request) const;
    [[nodiscard]] Answer answer_for(const CommandProbes& probes, CommandProbes::Kind kind,
                                    const Request& request) const;

    const Inquiry& m_inquiry;
    const StatementView& m_allow;
    std::size_t m_index; ///< of the statement
    std::optional<std::vector<Session>> m_sessions;
};

} // namespace mfa::policy::lint
