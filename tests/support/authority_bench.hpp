// An authority with everything around it in memory or in a folder of the test's own: two users, a
// policy, clocks that stand still until they are moved.
#pragma once

#include "engine/authority/dispatch.hpp"
#include "tests/support/cmocka_cpp.hpp"
#include "tests/support/fakes.hpp"
#include "tests/support/temp_dir.hpp"

#include <map>
#include <memory>
#include <unistd.h>

namespace mfa::test {

class FakePeople final : public authority::People {
public:
    [[nodiscard]] Result<std::optional<authority::Person>>
    by_name(const std::string& name) const override {
        for (const auto& person : everybody) {
            if (person.name == name) {
                return std::optional{person};
            }
        }
        return std::optional<authority::Person>{};
    }
    [[nodiscard]] Result<std::optional<authority::Person>> by_uid(uid_t uid) const override {
        for (const auto& person : everybody) {
            if (person.uid == uid) {
                return std::optional{person};
            }
        }
        return std::optional<authority::Person>{};
    }
    void
    for_each(const std::function<void(const std::string& name, uid_t uid)>& each) const override {
        for (const auto& person : everybody) {
            each(person.name, person.uid);
        }
    }

    std::vector<authority::Person> everybody{
        {"root", 0, {"root"}}, {"alice", 1000, {"staff"}}, {"bob", 1001, {"staff"}}};
};

/// The rule of the house: without MFA only enrolment; with MFA everything. `guest` is exempt.
inline constexpr const char* house_policy = R"({
  "Version": "2012-10-17",
  "Statement": [
    {"Sid": "Doors", "Effect": "Allow", "Action": ["host:StartSession", "host:StartFullSession"],
     "Resource": "*"},
    {"Sid": "OwnDevices", "Effect": "Allow",
     "Action": ["iam:CreateVirtualMFADevice", "iam:DeleteVirtualMFADevice"],
     "Resource": ["arn:aws:iam::*:mfa/${aws:username}", "arn:aws:iam::*:mfa/${aws:username}/*"]},
    {"Sid": "OwnUser", "Effect": "Allow",
     "Action": ["iam:DeactivateMFADevice", "iam:EnableMFADevice", "iam:GetUser",
                "iam:ListMFADevices", "iam:ResyncMFADevice", "host:CreateRecoveryCodes"],
     "Resource": "arn:aws:iam::*:user/${aws:username}"},
    {"Sid": "DenyWithoutMfa", "Effect": "Deny",
     "NotAction": ["iam:CreateVirtualMFADevice", "iam:EnableMFADevice", "iam:GetUser",
                   "iam:ListMFADevices", "iam:ResyncMFADevice", "sts:GetSessionToken"],
     "Resource": "*",
     "Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}}
  ]})";

class AuthorityBench {
public:
    explicit AuthorityBench(const std::string& policy_text = house_policy)
        : policy{load(policy_text)} {
        settings.host = "web1";
        settings.issuer = "web1";
        store.exclusive = true;
    }

    /// What one front end of `uid` in `session` is answered. Keeps the conversation until the next
    /// front_end() call.
    authority::Authority& front_end(uid_t uid, const session::SessionKey& session = "audit-1") {
        m_authority.reset();
        m_caller = {uid, ::getpid(), {std::nullopt, {session}, session}};
        m_authority = std::make_unique<authority::Authority>(m_services, m_caller);
        return *m_authority;
    }

    wire::Message tool(uid_t uid, wire::Message request,
                       const session::SessionKey& session = "audit-1") {
        return front_end(uid, session).handle(request).reply;
    }

    /// The code that the device shows `steps` periods from now.
    std::string code(const std::string& user, uid_t uid, int steps,
                     const std::string& device = "") {
        auto account = CHECK_OK(device::Account::open(store, sealer, {user, uid}));
        const auto* found = account.find(device.empty() ? user : device);
        CHECK(found != nullptr);
        const auto step = otp::step_at(wall.time, found->parameters.period_s) + steps;
        return std::string{CHECK_OK(otp::generate(found->secret, found->parameters, step)).view()};
    }

    /// From now on sources are slowed down as these two say.
    void slow_sources(device::SourceBrake& sources, Pause& pause) {
        m_services.sources = &sources;
        m_services.pause = &pause;
    }

    /// From now on sessions can be limited.
    void limit_with(guard::Guard& guard) {
        m_services.guard = &guard;
        m_services.programs = {"/usr/libexec/mfa/mfa_helper", "/usr/bin/mfa_tool"};
    }

    /// From now on sessions can be limited by Landlock, where the settings say so.
    void limit_with_landlock(int version) {
        m_services.landlock_version = version;
        m_services.programs = {"/usr/bin/env", "/usr/bin/true"};
    }

    /// The same as front_end(), in an audit session that was made for `login_uid`.
    authority::Authority& in_audit_session(uid_t uid, std::uint32_t id, uid_t login_uid) {
        m_authority.reset();
        const session::SessionKey key = session::audit_key(id);
        m_caller = {uid, ::getpid(), {id, {key}, key}, login_uid};
        m_authority = std::make_unique<authority::Authority>(m_services, m_caller);
        return *m_authority;
    }

    void pass(std::chrono::seconds time) {
        wall.time += time;
        boot.time += time;
    }

    /// Enrols through the tool, in a session of its own.
    void enroll(const std::string& user, uid_t uid, const session::SessionKey& session = "enrol") {
        CHECK_EQUAL(outcome(tool(uid, wire::Message{wire::MessageType::create}, session)), 0);
        wire::Message request{wire::MessageType::enable};
        request.add(wire::Field::code, code(user, uid, -1))
            .add(wire::Field::code, code(user, uid, 0));
        CHECK_EQUAL(outcome(tool(uid, std::move(request), session)), 0);
        pass(std::chrono::seconds{60});
    }

    static std::int64_t outcome(const wire::Message& reply) {
        return reply.number(wire::Field::outcome).value_or(-1);
    }
    static std::string error_code(const wire::Message& reply) {
        return std::string{reply.text(wire::Field::error_code).value_or("")};
    }
    /// What all items of an answer have in this field.
    static std::vector<std::string> texts_in(const authority::Answer& answer, wire::Field field) {
        std::vector<std::string> found;
        for (const wire::Message& item : answer.items) {
            for (const std::string_view text : item.texts(field)) {
                found.emplace_back(text);
            }
        }
        return found;
    }

    TempDir folder;
    UniqueFd runtime = folder.open();
    FakeRandom random;
    FakeWallClock wall;
    FakeBootClock boot;
    FakePeople people;
    FakeLog log;
    MemoryStore store;
    authority::Settings settings;
    policy::PolicySet policy;
    device::Sealer sealer =
        CHECK_OK(device::Sealer::create({1, SecretBuffer::copy_of(std::string(32, 'k'))}, random));
    session::SessionRecords sessions =
        CHECK_OK(session::SessionRecords::open(runtime.get(), ::getuid(), "boot-1"));
    session::Tickets tickets =
        CHECK_OK(session::Tickets::open(runtime.get(), ::getuid(), "boot-1"));

private:
    static policy::PolicySet load(const std::string& text) {
        const std::vector<policy::Source> sources{{"policy.json", text, policy::Format::json}};
        auto loaded = policy::load(sources);
        CHECK(loaded.findings.empty());
        return std::move(*loaded.set);
    }

    authority::Services m_services{settings, policy, store,  sealer, sessions, tickets,
                                   people,   log,    random, wall,   boot,     "boot-1"};
    authority::Caller m_caller;
    std::unique_ptr<authority::Authority> m_authority;
};

} // namespace mfa::test
