/** Words between others that are told by where they stand: heard, and not seen. What is seen then stands in the name as it is. */
export const Spoken = ({ children }: { readonly children: string }) => <span className="sr-only">{children}</span>
