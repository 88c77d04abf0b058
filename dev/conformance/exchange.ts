/** A request that reached the server, and its answer, without anything private. */
export interface Exchange {
	/** `POST /message/sendText/support` */
	readonly request: string;
	readonly sent: string;
	/** 0: there was no answer. */
	readonly status: number;
	readonly answer: string;
	/** Differences from the known answer, if it was compared. */
	readonly differs?: readonly string[];
}

/** As it came. */
export interface Answer {
	readonly text: string;
	readonly status: number;
}

const LONGEST = 1500;
const SECRET =
	/("(?:apikey|apiKey|hash|token|secret|password|jwt_key|authorization|openaiApiKey|accessTokenWaBusiness|basicAuthPass|x-evolution-\w+)"\s*:\s*)"[^"]*"/gi;

/** Removes keys, tokens and people's numbers from a text. */
export class Cleaner {
	private readonly words = new Map<string, string>();

	/** Shows another text instead of a word. */
	hide(word: string | undefined, shown: string): void {
		if (word) this.words.set(word, shown);
	}

	clean(text: string): string {
		let cleaned = text.replace(SECRET, '$1"***"');
		for (const [word, shown] of this.words) cleaned = cleaned.replaceAll(word, shown);
		return cleaned;
	}

	/** Clean and short: files are cut. */
	shorten(text: string): string {
		const short = this.clean(text).replace(
			/[A-Za-z0-9+/=]{120,}/g,
			(file) => `${file.slice(0, 24)}… (${file.length} characters)`,
		);
		return short.length > LONGEST ? `${short.slice(0, LONGEST)}…` : short;
	}

	/** An answer of the server, to be shown. */
	answer({ text }: Answer): string {
		return this.shorten(text);
	}
}

/** Returns the body as text; of a form, the names of its fields. */
export function bodyText(body: Buffer, contentType = ''): string {
	if (!contentType.startsWith('multipart/')) return body.toString();
	const names = [...body.toString('latin1').matchAll(/ name="([^"]*)"/g)].map(([, name]) => name);
	return `a form of ${body.length} bytes with ${names.join(', ')}`;
}
