#include "engine/authority/doctor.hpp"

#include "engine/authority/limited_session.hpp"
#include "engine/authority/replies.hpp"
#include "engine/base/text.hpp"

namespace mfa::authority {

namespace {

using device::StoredFile;
using wire::Field;
using wire::Message;

/// A temporary file belongs to a change that takes milliseconds.
constexpr std::chrono::minutes leftover_after{10};

constexpr const char* unsafe_file_advice =
    "find out who changed it, then `chown mfa:mfa` and `chmod 0600`";

Message item_of(const Ailment& ailment) {
    Message item{wire::MessageType::item};
    item.add(Field::problem_code, ailment.code)
        .add(Field::record_file, ailment.file)
        .add(Field::problem, ailment.text)
        .add(Field::advice, ailment.advice);
    if (!ailment.user.empty()) {
        item.add(Field::user, ailment.user);
    }
    return item;
}

std::string reset_advice(const std::string& user) {
    return "`mfa_tool admin reset " + user + "`, then " + user +
           " enrols at the next login; or restore both files from one backup";
}

/// What an examination says, in the words of a list; nothing when all is well.
std::optional<Ailment> ailment_of(const device::Examination& found, const StoredFile& file) {
    Ailment ailment{"", file.path, file.user, "", reset_advice(file.user)};
    if (found.is_closed) {
        ailment.code = "waits_for_reset";
        ailment.text = "the record was damaged and is in the quarantine: the user is refused";
        ailment.advice = "`mfa_tool admin reset " + file.user + "`, then " + file.user +
                         " enrols at the next login";
        return ailment;
    }
    const auto& error = found.record ? found.record : found.usage ? found.usage : found.pair;
    if (!error) {
        return std::nullopt;
    }
    ailment.text = error->message();
    switch (error->kind()) {
    case ErrorKind::corrupt:
    case ErrorKind::invalid_input:
        ailment.code = found.is_foreign ? "foreign" : found.pair ? "mismatched" : "damaged";
        break;
    case ErrorKind::unsafe_file:
        ailment.code = "unsafe_file";
        ailment.advice = unsafe_file_advice;
        break;
    case ErrorKind::system:
    case ErrorKind::not_found:
    case ErrorKind::invalid_config:
    case ErrorKind::protocol:
    case ErrorKind::timeout:
    case ErrorKind::crypto:
    case ErrorKind::internal:
        ailment.code = "unreadable";
        ailment.advice = "look at the disk, then run `mfa_tool admin doctor` again";
        break;
    }
    return ailment;
}

bool can_be_set_aside(const Ailment& ailment) {
    return ailment.code == "damaged" || ailment.code == "foreign" || ailment.code == "mismatched";
}

/// What is wrong with a file that is nobody's.
std::optional<Ailment> stray_ailment(const StoredFile& file) {
    if (file.kind == StoredFile::Kind::temporary) {
        return file.age < leftover_after
                   ? std::nullopt
                   : std::optional{Ailment{"leftover", file.path, "",
                                           "left behind by a change that was interrupted",
                                           "it does no harm and can be removed"}};
    }
    return Ailment{"unknown_file", file.path, "", "no file of this program's",
                   "find out who put it there"};
}

} // namespace

std::string time_label(WallTime time) {
    std::string label = format_rfc3339(time);
    std::erase_if(label, [](char c) { return c == '-' || c == ':'; });
    return label;
}

std::optional<std::string> Doctor::forbidden(const std::string& user) const {
    const auto first = m_asker.judged("iam:DeactivateMFADevice", m_authorizer.user_arn(user));
    if (!first.allowed) {
        return first.reason;
    }
    const auto second = m_asker.judged("iam:DeleteVirtualMFADevice", m_authorizer.device_arn(user));
    return second.allowed ? std::nullopt : std::optional{second.reason};
}

Result<> Doctor::treat_user(const Ailment& ailment, const device::Owner& owner, ItemSink& sink) {
    Message item = item_of(ailment);
    if (m_treatment == Treatment::look || !can_be_set_aside(ailment)) {
        return sink.send(item);
    }
    if (const auto reason = forbidden(owner.user)) {
        item.add(Field::notice,
                 "not moved, since you may not reset " + owner.user + ": " + *reason);
        return sink.send(item);
    }
    const auto copies =
        device::close_damaged(m_services.store, m_services.sealer, owner,
                              time_label(m_services.wall_clock.now()), m_services.now());
    if (!copies) {
        item.add(Field::notice, "not moved: " + copies.error().message());
        return sink.send(item);
    }
    for (const std::string& copy : *copies) {
        item.add(Field::moved_to, copy);
    }
    m_treated.insert(owner.user);
    log_quarantine(m_services, m_asker.caller().name, owner.user, ailment.file);
    return sink.send(item);
}

Result<> Doctor::treat_stray_file(const Ailment& ailment, const StoredFile& file, ItemSink& sink) {
    Message item = item_of(ailment);
    if (m_treatment == Treatment::quarantine) {
        const auto copy =
            m_services.store.set_aside(file.name, time_label(m_services.wall_clock.now()));
        if (copy && *copy) {
            item.add(Field::moved_to, **copy);
            log_quarantine(m_services, m_asker.caller().name, "", ailment.file);
        } else if (!copy) {
            item.add(Field::notice, "not moved: " + copy.error().message());
        }
    }
    return sink.send(item);
}

Result<> Doctor::examine_user(const StoredFile& file, ItemSink& sink) {
    if (m_treated.contains(file.user)) {
        return {}; // his usage file, which is alone now
    }
    ++m_checked;
    const auto uid = TRY(m_people.find(file.user));
    if (!uid) {
        return sink.send(item_of({"no_such_user", file.path, file.user, "no such user any more",
                                  "if the name does not come back, remove both files of it"}));
    }
    const device::Owner owner{file.user, *uid};
    const auto ailment = look_at(file, owner);
    return ailment ? treat_user(*ailment, owner, sink) : Result<>{};
}

std::optional<Ailment> Doctor::look_at(const StoredFile& file, const device::Owner& owner) {
    auto files = m_services.store.lock_to_read(file.user);
    if (!files) {
        device::Examination closed_to_us;
        closed_to_us.usage = files.error();
        return ailment_of(closed_to_us, file);
    }
    if (auto ailment = ailment_of(device::examine(**files, m_services.sealer, owner), file)) {
        return ailment;
    }
    auto account = device::Account::open(std::move(files).take(), m_services.sealer, owner);
    if (account) { // and it is: the files are whole, and locked
        m_clock.add(*account, m_services.wall_clock.now());
    }
    return std::nullopt;
}

Result<> Doctor::examine_file(const StoredFile& file, ItemSink& sink) {
    TRY(sink.progress());
    if (!file.unsafe.empty()) {
        return sink.send(
            item_of({"unsafe_file", file.path, file.user, file.unsafe, unsafe_file_advice}));
    }
    switch (file.kind) {
    case StoredFile::Kind::record:
        return examine_user(file, sink);
    case StoredFile::Kind::usage_alone:
        // An empty one is of somebody who logged in and has no device.
        return file.is_empty ? Result<>{} : examine_user(file, sink);
    case StoredFile::Kind::usage_of_record:
        return {};
    case StoredFile::Kind::temporary:
    case StoredFile::Kind::unknown:
        break;
    }
    const auto ailment = stray_ailment(file);
    return ailment ? treat_stray_file(*ailment, file, sink) : Result<>{};
}

Result<> Doctor::examine_all(ItemSink& sink) {
    return m_services.store.for_each_file(m_services.wall_clock.now(), [&](const StoredFile& file) {
        return examine_file(file, sink);
    });
}

void Doctor::add_summary(Message& reply) const {
    reply.add_number(Field::checked, m_checked);
    if (const auto finding = m_clock.finding()) {
        reply.add_number(Field::clock_drift_s, finding->drift_s)
            .add_number(Field::devices_agreeing, static_cast<std::int64_t>(finding->agreeing))
            .add_number(Field::devices_asked, static_cast<std::int64_t>(finding->asked));
    }
}

void log_quarantine(const Services& services, std::string_view caller, std::string_view owner,
                    std::string_view file) {
    services.log.write(
        audit::Severity::notice,
        audit::Event{"quarantine"}.with("user", caller).with("owner", owner).with("file", file));
}

Result<Answer> Authority::admin_doctor(const Message& request) {
    return see_doctor(request, Treatment::look);
}

Result<Answer> Authority::admin_quarantine(const Message& request) {
    return see_doctor(request, Treatment::quarantine);
}

Result<Answer> Authority::see_doctor(const Message& request, Treatment treatment) {
    const auto tool = TRY(ToolRequest::read(request, m_services, m_caller, m_authorizer));
    if (auto refused = tool.refused("host:Diagnose", m_authorizer.store_arn("devices"))) {
        return answer_only(std::move(*refused));
    }
    Doctor doctor{m_services, m_authorizer, tool, treatment};
    TRY(doctor.examine_all(*m_sink));
    Message reply = reply_ok();
    doctor.add_summary(reply);
    reply.add(Field::limits_by, name_of(enforcement_here(m_services)))
        .add_number(Field::landlock_version, m_services.landlock_version);
    return answer_only(std::move(reply));
}

} // namespace mfa::authority
