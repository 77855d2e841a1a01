#include "engine/guard/kernel_map.hpp"

#include <cerrno>
#include <linux/bpf.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace mfa::guard {

namespace {

std::uint64_t address_of(const void* pointer) {
    return reinterpret_cast<std::uintptr_t>(pointer);
}

long bpf(bpf_cmd command, bpf_attr& attributes) {
    return ::syscall(SYS_bpf, command, &attributes, sizeof attributes);
}

bpf_attr element(int map, const void* key, const void* value) {
    bpf_attr attributes{};
    attributes.map_fd = static_cast<std::uint32_t>(map);
    attributes.key = address_of(key);
    attributes.value = address_of(value);
    return attributes;
}

} // namespace

Error KernelMap::failure(const char* what) const {
    return Error::from_errno(std::string{what} + " the guard's map `" + m_name + "`");
}

Result<KernelMap> KernelMap::open(const std::string& path) {
    bpf_attr attributes{};
    attributes.pathname = address_of(path.c_str());
    UniqueFd map{static_cast<int>(bpf(BPF_OBJ_GET, attributes))}; // close-on-exec, always
    if (!map) {
        return errno == ENOENT ? Error{ErrorKind::not_found, "open `" + path + "`", {}, ENOENT}
                               : Error::from_errno("open `" + path + "`");
    }
    return KernelMap{std::move(map), path};
}

Result<std::uint32_t> KernelMap::capacity() const {
    bpf_map_info info{};
    bpf_attr attributes{};
    attributes.info.bpf_fd = static_cast<std::uint32_t>(m_map.get());
    attributes.info.info_len = sizeof info;
    attributes.info.info = address_of(&info);
    if (bpf(BPF_OBJ_GET_INFO_BY_FD, attributes) != 0) {
        return failure("ask about");
    }
    return info.max_entries;
}

Result<> KernelMap::put_raw(const void* key, const void* value) {
    bpf_attr attributes = element(m_map.get(), key, value);
    return bpf(BPF_MAP_UPDATE_ELEM, attributes) == 0 ? Result<>{} : failure("write to");
}

Result<bool> KernelMap::find_raw(const void* key, void* value) const {
    bpf_attr attributes = element(m_map.get(), key, value);
    if (bpf(BPF_MAP_LOOKUP_ELEM, attributes) == 0) {
        return true;
    }
    return errno == ENOENT ? Result<bool>{false} : failure("read");
}

Result<> KernelMap::remove_raw(const void* key) {
    bpf_attr attributes = element(m_map.get(), key, nullptr);
    return bpf(BPF_MAP_DELETE_ELEM, attributes) == 0 || errno == ENOENT ? Result<>{}
                                                                        : failure("remove from");
}

Result<bool> KernelMap::next_raw(const void* key, void* after) const {
    bpf_attr attributes = element(m_map.get(), key, after); // next_key and value are one field
    if (bpf(BPF_MAP_GET_NEXT_KEY, attributes) == 0) {
        return true;
    }
    return errno == ENOENT ? Result<bool>{false} : failure("list");
}

} // namespace mfa::guard
