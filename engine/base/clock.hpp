// Time comes from an interface: WallClock for codes and what people read, BootClock for waits and
// grants, so that a wall clock that jumps changes neither.
#pragma once

#include <chrono>
#include <cstdint>

namespace mfa {

/// Whole seconds since the epoch, UTC.
using WallTime = std::chrono::sys_seconds;
/// Milliseconds since boot, suspend included (CLOCK_BOOTTIME). Means nothing after a reboot.
using BootTime = std::chrono::milliseconds;

class WallClock {
public:
    WallClock() = default;
    WallClock(const WallClock&) = delete;
    WallClock& operator=(const WallClock&) = delete;
    virtual ~WallClock() = default;
    [[nodiscard]] virtual WallTime now() const = 0;
};

class BootClock {
public:
    BootClock() = default;
    BootClock(const BootClock&) = delete;
    BootClock& operator=(const BootClock&) = delete;
    virtual ~BootClock() = default;
    [[nodiscard]] virtual BootTime now() const = 0;
};

/// Waiting, so that a test need not.
class Pause {
public:
    Pause() = default;
    Pause(const Pause&) = delete;
    Pause& operator=(const Pause&) = delete;
    virtual ~Pause() = default;
    virtual void wait(std::chrono::milliseconds time) = 0;
};

class SystemPause final : public Pause {
public:
    void wait(std::chrono::milliseconds time) override;
};

class SystemWallClock final : public WallClock {
public:
    [[nodiscard]] WallTime now() const override;
};

class SystemBootClock final : public BootClock {
public:
    [[nodiscard]] BootTime now() const override;
};

} // namespace mfa
