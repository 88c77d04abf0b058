/** Endings of programs, which say nothing of the file that they answer with. */
const PROGRAM = /\.(ashx|aspx?|cgi|do|jspx?|php\d?|pl)$/i;

/**
 * The name of a file, as its address has it; undefined if that ends with a slash. What the server makes of an
 * address ends at the first dot, without the ending by which a phone chooses the app, and may come from
 * a signature behind the question mark.
 */
export function nameInUrl(address: string): string | undefined {
	if (!URL.canParse(address)) return undefined;
	const path = decoded(new URL(address).pathname);
	const name = path.slice(path.lastIndexOf('/') + 1).replace(PROGRAM, '');
	return name === '' ? undefined : name;
}

function decoded(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}
