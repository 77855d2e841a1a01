// What the tests of administration share: a helpdesk and an administrator beside the usual people.
#pragma once

#include "tests/support/authority_bench.hpp"

#include <string>
#include <string_view>

namespace mfa::test {

inline constexpr uid_t root_uid = 0;
inline constexpr uid_t alice_uid = 1000;
inline constexpr uid_t bob_uid = 1001;
inline constexpr uid_t helen_uid = 1002; ///< of the group `helpdesk`
inline constexpr uid_t adam_uid = 1003;  ///< of the group `admins`

/// The rule of the house; the helpdesk resets and unlocks, administrators may all the rest.
inline constexpr const char* admin_policy = R"({
  "Version": "2012-10-17",
  "Statement": [
    {"Sid": "Doors", "Effect": "Allow", "Action": ["host:StartSession", "host:StartFullSession"],
     "Resource": "*"},
    {"Sid": "OwnDevices", "Effect": "Allow",
     "Action": ["iam:CreateVirtualMFADevice", "iam:DeleteVirtualMFADevice"],
     "Resource": ["arn:aws:iam::*:mfa/${aws:username}", "arn:aws:iam::*:mfa/${aws:username}/*"]},
    {"Sid": "OwnUser", "Effect": "Allow",
     "Action": ["iam:DeactivateMFADevice", "iam:EnableMFADevice", "iam:GetUser",
                "iam:ListMFADevices", "iam:ResyncMFADevice"],
     "Resource": "arn:aws:iam::*:user/${aws:username}"},
    {"Sid": "Helpdesk", "Effect": "Allow",
     "Action": ["iam:DeactivateMFADevice", "iam:DeleteVirtualMFADevice", "host:UnlockUser"],
     "Resource": "*",
     "Condition": {"ForAnyValue:StringEquals": {"host:Groups": "helpdesk"}}},
    {"Sid": "Admins", "Effect": "Allow", "Action": ["iam:*", "host:*"], "Resource": "*",
     "Condition": {"ForAnyValue:StringEquals": {"host:Groups": "admins"}}},
    {"Sid": "DenyWithoutMfa", "Effect": "Deny",
     "NotAction": ["iam:CreateVirtualMFADevice", "iam:EnableMFADevice", "iam:GetUser",
                   "iam:ListMFADevices", "iam:ResyncMFADevice", "sts:GetSessionToken"],
     "Resource": "*",
     "Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}}
  ]})";

/// Helen and Adam have shown a factor in the sessions `helen` and `adam`.
class AdminBench : public AuthorityBench {
public:
    explicit AdminBench(const std::string& policy_text = admin_policy)
        : AuthorityBench{policy_text} {
        people.everybody.push_back({"helen", helen_uid, {"staff", "helpdesk"}});
        people.everybody.push_back({"adam", adam_uid, {"staff", "admins"}});
        enroll("helen", helen_uid, "helen");
        enroll("adam", adam_uid, "adam");
    }

    wire::Message helen(wire::Message request) {
        return tool(helen_uid, std::move(request), "helen");
    }
    wire::Message adam(wire::Message request) { return tool(adam_uid, std::move(request), "adam"); }
    authority::Answer all_for_adam(const wire::Message& request) {
        return front_end(adam_uid, "adam").handle(request);
    }

    /// So many wrong codes of alice's in a row, none of them refused for the wait.
    void fail_as_alice(int times) {
        for (int i = 0; i < times; ++i) {
            wire::Message verify{wire::MessageType::verify};
            verify.add(wire::Field::code, "000000");
            CHECK_EQUAL(error_code(tool(alice_uid, std::move(verify), "alice")), "wrong_code");
        }
    }
    wire::Message verify_as_alice() {
        wire::Message verify{wire::MessageType::verify};
        verify.add(wire::Field::code, code("alice", alice_uid, 0));
        return tool(alice_uid, std::move(verify), "alice");
    }
};

inline wire::Message about(wire::MessageType type, std::string_view user) {
    wire::Message request{type};
    request.add(wire::Field::user, user);
    return request;
}

} // namespace mfa::test
