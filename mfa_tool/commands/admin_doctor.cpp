#include "engine/base/text.hpp"
#include "engine/present/duration.hpp"
#include "mfa_tool/commands/admin_declarations.hpp"
#include "mfa_tool/host_clock.hpp"
#include "mfa_tool/json.hpp"
#include "mfa_tool/json_list.hpp"
#include "mfa_tool/request.hpp"

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <fmt/format.h>

namespace mfa::tool {

namespace {

using nlohmann::ordered_json;
using wire::Field;
using wire::Message;

struct DoctorOptions {
    CommonOptions common;
    bool quarantine = false;
};

std::string text_or_empty(const Message& item, Field field) {
    return std::string{item.text(field).value_or("")};
}

/// Nothing that keeps anybody from anything.
bool is_mere_note(std::string_view code) {
    return code == "no_such_user";
}

/// What limits the sessions of this host that may only start limited. No problem in any case: where
/// nothing does, there are none.
std::string limits_text(const Message& reply) {
    const std::string by = text_or_empty(reply, Field::limits_by);
    const auto version = reply.number(Field::landlock_version).value_or(0);
    if (by == "guard") {
        return "Sessions without MFA are limited by the session guard.\n";
    }
    if (by == "landlock") {
        return fmt::format(
            "Sessions without MFA are limited by Landlock (version {}), where sshd's "
            "forwarding is off.\n",
            version);
    }
    return fmt::format("Sessions without MFA are refused: no session guard is loaded, and {}.\n",
                       version > 0 ? "mfa.yaml does not say `guard: landlock`"
                                   : "this kernel has no Landlock");
}

/// Prints what is wrong as it comes.
class DoctorReport {
public:
    DoctorReport(Environment& environment, OutputForm form)
        : m_environment{environment}, m_form{form}, m_list{environment, "problems"} {}

    void add(const Message& item) {
        const std::string code = text_or_empty(item, Field::problem_code);
        m_problems += is_mere_note(code) ? 0U : 1U;
        if (m_form == OutputForm::json) {
            m_list.add(problem_json(item, code));
        } else {
            m_environment.out(problem_text(item));
        }
    }

    ExitCode end(const Message& reply) {
        const auto checked = reply.number(Field::checked).value_or(0);
        const auto drift_s = reply.number(Field::clock_drift_s);
        const auto agreeing = reply.number(Field::devices_agreeing).value_or(0);
        const auto asked = reply.number(Field::devices_asked).value_or(0);
        const auto synchronised = clock_is_synchronised();
        if (m_form == OutputForm::json) {
            const ordered_json clock{{"synchronised", or_null(synchronised)},
                                     {"drift_s", or_null(drift_s)},
                                     {"devices_agreeing", agreeing},
                                     {"devices_asked", asked}};
            m_list.end({{"checked", checked},
                        {"clock", clock},
                        {"limited_sessions",
                         {{"limits_by", or_null(optional_text(reply, Field::limits_by))},
                          {"landlock_version", or_null(reply.number(Field::landlock_version))}}}});
        } else {
            if (drift_s) {
                m_environment.out(drift_text(*drift_s, agreeing, asked));
            }
            if (synchronised == false) {
                m_environment.err(
                    "The kernel says that this host's clock is not synchronised: codes need it "
                    "right to half a minute (`timedatectl`, `chronyc tracking`).\n");
            }
            m_environment.err(limits_text(reply));
            m_environment.err(fmt::format(
                "{} looked at, {} found.\n",
                checked == 1 ? "1 user was" : fmt::format("{} users were", checked),
                m_problems == 1 ? "1 problem was" : fmt::format("{} problems were", m_problems)));
        }
        return m_problems == 0 && !drift_s ? ExitCode::done : ExitCode::failed;
    }

    ExitCode end_early(const Failure& failure) {
        return m_form == OutputForm::text ? fail(m_environment, m_form, failure)
                                          : m_list.end_early(failure);
    }

private:
    static ordered_json problem_json(const Message& item, const std::string& code) {
        auto moved = ordered_json::array();
        for (const std::string_view path : item.texts(Field::moved_to)) {
            moved.push_back(path);
        }
        return {{"code", code},
                {"file", text_or_empty(item, Field::record_file)},
                {"user", or_null(text_or_empty(item, Field::user))},
                {"problem", text_or_empty(item, Field::problem)},
                {"advice", text_or_empty(item, Field::advice)},
                {"moved_to", std::move(moved)},
                {"not_moved", or_null(text_or_empty(item, Field::notice))}};
    }

    static std::string problem_text(const Message& item) {
        const std::string user = escape_controls(text_or_empty(item, Field::user));
        std::string text = fmt::format("{}{}\n  {}\n", user.empty() ? "" : user + ": ",
                                       escape_controls(text_or_empty(item, Field::record_file)),
                                       escape_controls(text_or_empty(item, Field::problem)));
        for (const std::string_view path : item.texts(Field::moved_to)) {
            text += fmt::format("  moved to {}\n", escape_controls(path));
        }
        if (const auto notice = item.text(Field::notice)) {
            text += fmt::format("  {}\n", escape_controls(*notice));
        }
        text +=
            fmt::format("  What to do: {}\n", escape_controls(text_or_empty(item, Field::advice)));
        return text;
    }

    static std::string drift_text(std::int64_t drift_s, std::int64_t agreeing, std::int64_t asked) {
        return fmt::format(
            "This host's clock is {} by about {}: {} of {} devices of different people say so, and "
            "they are not all wrong.\n  What to do: correct the clock (`timedatectl`, `chronyc "
            "makestep`); resync nobody before that.\n",
            drift_s > 0 ? "slow" : "fast",
            present::duration_in_words(std::chrono::seconds{std::abs(drift_s)}), agreeing, asked);
    }

    Environment& m_environment;
    OutputForm m_form;
    JsonList m_list;
    std::size_t m_problems = 0;
};

Attempt<ExitCode> examine_store(Environment& environment, const DoctorOptions& options) {
    DoctorReport report{environment, options.common.form()};
    const Message request{options.quarantine ? wire::MessageType::admin_quarantine
                                             : wire::MessageType::admin_doctor};
    const auto reply = ask_helper(environment, request, [&report](const Message& item) -> Result<> {
        report.add(item);
        return {};
    });
    return reply ? report.end(*reply) : report.end_early(reply.error());
}

} // namespace

Action declare_admin_doctor(CLI::App& app) {
    auto options = std::make_shared<DoctorOptions>();
    declare_json(app, options->common.json);
    app.add_flag("--quarantine", options->quarantine,
                 "move what is damaged to /var/lib/mfa/quarantine; its users are refused until "
                 "`admin reset`");
    app.footer("Reads every record. Exit status 1 when something is wrong.");
    return make_action(std::move(options), examine_store);
}

} // namespace mfa::tool
