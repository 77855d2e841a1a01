// What the login and the device requests both say about devices: to the caller and to the log.
#pragma once

#include "engine/authority/authorizer.hpp"
#include "engine/authority/services.hpp"
#include "engine/device/account.hpp"
#include "engine/device/verify.hpp"
#include "engine/wire/message.hpp"

#include <string_view>
#include <vector>

namespace mfa::authority {

/// One audit line for an attempt to show or prove a factor.
void log_attempt(const Services& services, std::string_view event, std::string_view user,
                 const device::Attempt& attempt, std::string_view service,
                 std::string_view remote_host);

/// Where a recovery code was accepted: how many are left, and a notice that says so.
void add_recovery_notice(const device::Account& account, const device::Attempt& attempt,
                         wire::Message& reply);

/// One audit line for a change of a device.
void log_change(const Services& services, std::string_view event, std::string_view caller,
                std::string_view owner, std::string_view device);

/// Adds secret, URI and picture of a device that was just created.
Result<> add_secret(const Services& services, const device::Device& device,
                    std::string_view account_name, wire::Message& reply);

/// The public facts of one device, as an item of a list.
wire::Message device_item(const device::Device& device, const device::DeviceUsage& usage,
                          std::string_view user, std::string_view arn);

/// Every device of an account that counts as there.
std::vector<wire::Message> device_items(device::Account& account, const Authorizer& authorizer,
                                        WallTime now);

std::string_view state_name(device::State state);

} // namespace mfa::authority
