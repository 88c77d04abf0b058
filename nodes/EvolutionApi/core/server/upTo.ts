/** The text before a sign; all of it where the sign is not in it. */
export function upTo(sign: string, text: string): string {
	const place = text.indexOf(sign);
	return place < 0 ? text : text.slice(0, place);
}
