/** The text before a sign; all of it if the sign is not in it. */
export function upTo(sign: string, text: string): string {
	const position = text.indexOf(sign);
	return position < 0 ? text : text.slice(0, position);
}
