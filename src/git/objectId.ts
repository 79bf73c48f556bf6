/** Object ids come from our own database and from other programs: nothing but hex goes on a command line. */
export function checkedId(id: string): string {
  if (!/^[0-9a-f]{40}([0-9a-f]{24})?$/.test(id)) {
    throw new Error(`not an object id: ${JSON.stringify(id)}`);
  }
  return id;
}

/** The id git writes for "no object": all zeros. */
export function isNullId(id: string): boolean {
  return /^0+$/.test(id);
}
