/** WhatsApp's own limit for a name is shorter. */
const LONGEST = 60;

/**
 * Control and format characters (zero-width, direction), and the ends of lines, with which a name could look like other
 * text. What joins two emoji stays.
 */
const INVISIBLE =
	/(?!(?<=\p{Extended_Pictographic}\ufe0f?)\u200d(?=\p{Extended_Pictographic}))[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u115f\u1160\u3164\uffa0]/gu;

/** A name that somebody has chosen, for texts by which people decide: one line, of limited length, with nothing invisible. */
export function plainName(name: string): string {
	const letters = [...name.replace(INVISIBLE, ' ').replace(/\s+/g, ' ').trim()];
	return letters.length > LONGEST
		? `${letters.slice(0, LONGEST).join('').trimEnd()}…`
		: letters.join('');
}

/** The same for what may be no name. */
export const plainNameOrNull = (value: unknown): string | null =>
	typeof value === 'string' ? plainName(value) || null : null;
