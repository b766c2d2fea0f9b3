/** "TriL" in ASCII: tells a file of another program from a damaged one of ours. */
export const applicationId = 0x5472694c
