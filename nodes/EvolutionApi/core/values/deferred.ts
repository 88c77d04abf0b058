import type { IDeferredPromise } from 'n8n-workflow';

/** A promise that somebody else settles; n8n 2.41 does not export its own. */
export function deferred<Result>(): IDeferredPromise<Result> {
	let settle: Pick<IDeferredPromise<Result>, 'resolve' | 'reject'> | undefined;
	const promise = new Promise<Result>((resolve, reject) => (settle = { resolve, reject }));
	return {
		promise,
		resolve: (result) => settle?.resolve(result),
		reject: (error) => settle?.reject(error),
	};
}
