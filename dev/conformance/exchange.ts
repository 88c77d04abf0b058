/** A request that reached the server, and its answer, without anything private. */
export interface Exchange {
	/** For example `POST /message/sendText/support`. */
	readonly request: string;
	readonly sent: string;
	/** 0 if there was no answer. */
	readonly status: number;
	readonly answer: string;
	readonly differs?: readonly string[];
}

export interface Answer {
	readonly text: string;
	readonly status: number;
}

const LONGEST = 1500;
const SECRET =
	/("(?:apikey|apiKey|hash|token|secret|password|jwt_key|authorization|openaiApiKey|accessTokenWaBusiness|basicAuthPass|x-evolution-\w+)"\s*:\s*)"[^"]*"/gi;

/** Replaces keys, tokens and people's numbers in a text. */
export class Cleaner {
	private readonly words = new Map<string, string>();

	hide(word: string | undefined, shown: string): void {
		if (word) this.words.set(word, shown);
	}

	clean(text: string): string {
		let cleaned = text.replace(SECRET, '$1"***"');
		for (const [word, shown] of this.words) cleaned = cleaned.replaceAll(word, shown);
		return cleaned;
	}

	shorten(text: string): string {
		const short = this.clean(text).replace(
			/[A-Za-z0-9+/=]{120,}/g,
			(file) => `${file.slice(0, 24)}… (${file.length} characters)`,
		);
		return short.length > LONGEST ? `${short.slice(0, LONGEST)}…` : short;
	}

	answer({ text }: Answer): string {
		return this.shorten(text);
	}
}

/** For a form, this is a list of its fields. */
export function bodyText(body: Buffer, contentType = ''): string {
	if (!contentType.startsWith('multipart/')) return body.toString();
	const names = [...body.toString('latin1').matchAll(/ name="([^"]*)"/g)].map(([, name]) => name);
	return `a form of ${body.length} bytes with ${names.join(', ')}`;
}
