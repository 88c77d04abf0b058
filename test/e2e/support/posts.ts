import axios, { type InternalAxiosRequestConfig } from 'axios';

/** `statuses` has an entry for each attempt; undefined means no answer. */
export interface Post {
	readonly url: string;
	readonly raw: string;
	readonly body: { readonly event: string; readonly data: unknown };
	readonly statuses: Array<number | undefined>;
}

const wasRepeated = ({ statuses }: Post): boolean => statuses.length > 1;

/** Records the simulator's webhook calls. This only works if the simulator runs in the test's process. */
export class Posts {
	open = 0;
	private readonly byBody = new Map<string, Post>();
	private readonly start = axios.interceptors.request.use((config) => {
		this.open++;
		return config;
	});
	private readonly end = axios.interceptors.response.use(
		(response) => {
			this.note(response.config, response.status);
			return response;
		},
		async (error: { config?: InternalAxiosRequestConfig }) => {
			if (error.config) this.note(error.config);
			return await Promise.reject(error);
		},
	);

	get all(): Post[] {
		return [...this.byBody.values()];
	}

	/** Lost events: n8n no longer knew the workflow's webhook (404). */
	get lost(): Post[] {
		return this.all.filter(({ statuses }) => statuses.at(-1) === 404);
	}

	/** Events that were posted several times, at last with a 404. An earlier attempt may have reached some workflows. */
	get halfway(): Post[] {
		return this.lost.filter(wasRepeated);
	}

	get repeated(): Post[] {
		return this.all.filter(wasRepeated);
	}

	get successes(): Post[] {
		return this.all.filter(({ statuses }) => statuses.at(-1) === 200);
	}

	forget(): void {
		this.byBody.clear();
	}

	close(): void {
		axios.interceptors.request.eject(this.start);
		axios.interceptors.response.eject(this.end);
	}

	private note({ url = '', data }: InternalAxiosRequestConfig<unknown>, status?: number): void {
		this.open--;
		if (typeof data !== 'string') return;
		const raw = data;
		const existing = this.byBody.get(raw);
		const post: Post = existing ?? { url, raw, body: JSON.parse(raw), statuses: [] };
		post.statuses.push(status);
		this.byBody.set(raw, post);
	}
}
