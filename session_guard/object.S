/* engine/guard's programs for the kernel, as they were compiled. */
    .section .rodata
    .balign 8
    .globl guard_object_begin
    .hidden guard_object_begin
guard_object_begin:
    .incbin MFA_GUARD_OBJECT
    .globl guard_object_end
    .hidden guard_object_end
guard_object_end:
    .byte 0
    .section .note.GNU-stack, "", %progbits
