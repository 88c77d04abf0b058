/** Extensions of programs; they do not say which kind of file the program answers with. */
const PROGRAM = /\.(ashx|aspx?|cgi|do|jspx?|php\d?|pl)$/i;

/**
 * The file name in an address; undefined if the address ends with a slash. The name that the server would make ends at
 * the first dot, so it lacks the extension by which a phone chooses the app. It may also be made of a signature after
 * the question mark.
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
