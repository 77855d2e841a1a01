#include "tests/support/random_policy/policy.hpp"
#include "tests/support/random_policy/vocabulary.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace mfa::test::random {

namespace {

std::string principal_arn(Dice& dice, const std::string& user) {
    switch (dice.below(12)) {
    case 0:
        return "arn:aws:iam::" + account(dice) + ":root";
    case 1:
        return dice.one_of({"alice", "123456789012", "arn:aws:iam::123456789012", ""});
    default:
        return "arn:aws:iam::" + account(dice) + ":user/" + user;
    }
}

/// None, one, or several.
std::vector<std::string> values_of(Dice& dice, Kind kind, const std::string& user) {
    const std::size_t percent = dice.below(100);
    std::vector<std::string> values(percent < 6 ? 0 : percent < 75 ? 1 : dice.between(2, 3));
    std::generate(values.begin(), values.end(), [&] { return request_value(dice, kind, user); });
    return values;
}

} // namespace

plain::Request request(Dice& dice) {
    plain::Request request;
    const std::string user = name(dice);
    if (dice.in_percent(85)) {
        request.user = user;
    }
    if (dice.in_percent(50)) {
        request.uid = static_cast<std::uint32_t>(dice.below(3) * 1000);
    }
    if (dice.in_percent(60)) {
        request.groups.emplace(dice.below(4));
        for (std::string& group : *request.groups) {
            group = name(dice);
        }
    }
    if (dice.in_percent(85)) {
        request.arn = principal_arn(dice, user);
    }
    request.action = in_some_case(
        dice,
        dice.one_of({"iam:GetUser", "iam:GetUser", "iam:GetUsers", "iam:GetU", "iam:ListUsers",
                     "s3:GetObject", "s3:Get", "host:RunCommand", "host:StartSession",
                     "sts:GetSessionToken", "iam:G\xc3\xa9t", "iam:*", "iam:?etUser"}));
    request.resource = dice.in_percent(6) ? "*" : arn(dice, user);
    for (const Key& key : keys()) {
        // What the principal says is seldom said otherwise.
        const bool is_of_principal = key.name == "aws:username" || key.name == "host:Groups" ||
                                     key.name == "aws:PrincipalArn";
        if (dice.in_percent(is_of_principal ? 15 : 70)) {
            request.context[in_some_case(dice, key.name)] = values_of(dice, key.kind, user);
        }
    }
    return request;
}

std::string request_line(const std::string& id, const std::vector<std::string>& documents,
                         const plain::Request& request) {
    nlohmann::json principal = nlohmann::json::object();
    if (request.user) {
        principal["user"] = *request.user;
    }
    if (request.uid) {
        principal["uid"] = *request.uid;
    }
    if (request.groups) {
        principal["groups"] = *request.groups;
    }
    if (request.arn) {
        principal["arn"] = *request.arn;
    }
    std::string policies = listed(documents);
    std::replace(policies.begin(), policies.end(), '\n', ' ');
    return R"({"id": )" + in_quotes(id) + R"(, "policies": )" + policies + R"(, "principal": )" +
           principal.dump() + R"(, "action": )" + in_quotes(request.action) + R"(, "resource": )" +
           in_quotes(request.resource) + R"(, "context": )" +
           nlohmann::json(request.context).dump() + "}";
}

} // namespace mfa::test::random
