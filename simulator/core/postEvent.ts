import axios from 'axios';
import { refuseElsewhere } from '../whatsapp/address';

export interface Posted {
	readonly status?: number;
	readonly error?: string;
}

interface Letter {
	readonly url: string;
	/** JSON */
	readonly body: string;
	readonly headers?: Readonly<Record<string, string>>;
	readonly signal: AbortSignal;
	/** ms */
	readonly timeout: number;
	readonly maxRedirects: number;
}

/** Never throws. */
export async function postEvent({ url, body, headers, ...options }: Letter): Promise<Posted> {
	try {
		const { status } = await axios.post(url, body, {
			...options,
			beforeRedirect: refuseElsewhere,
			headers: { 'Content-Type': 'application/json', ...headers },
			maxBodyLength: Infinity,
			maxContentLength: 1_000_000,
			proxy: false,
			responseType: 'text',
			validateStatus: () => true,
		});
		return { status };
	} catch (error) {
		return { error: error instanceof Error ? error.message || error.name : String(error) };
	}
}

export const isTaken = ({ status = 0 }: Posted): boolean => status >= 200 && status < 300;
