import { Component, html, useCallback, useEffect, useRef, useState } from './vendor/preact.js';
import { getJson, onChange } from './api.js';
import { coalesce, keepSame } from './data.js';
import { buildHash, parseHash } from './route.js';

const BURST_MS = 120;

/**
 * Returns a route's data, and loads it again after a change if `concerns(change)` is true. `key` names the subject: data of
 * another key is never shown. If only the path changes (for more messages), the old data stays until the new data is there.
 */
export function useResource(key, path, concerns) {
	const [result, setResult] = useState({ key: undefined });
	useEffect(() => {
		if (!path) return undefined;
		let left = false;
		const load = async () => {
			let change;
			try {
				const data = await getJson(path);
				change = (old) => ({ key, data: keepSame(old.key === key ? old.data : undefined, data) });
			} catch (error) {
				change = (old) => ({ key, data: old.key === key ? old.data : undefined, error });
			}
			if (!left) setResult(change);
		};
		const reload = coalesce(load, BURST_MS);
		void load();
		const off = onChange((event) => {
			if (event.type === 'reset' || concerns(event)) reload();
		});
		return () => {
			left = true;
			off();
		};
	}, [key, path]);
	return path && result.key === key ? result : {};
}

export function useRoute() {
	const [route, setRoute] = useState(() => parseHash(location.hash));
	useEffect(() => {
		const follow = () => setRoute(parseHash(location.hash));
		addEventListener('hashchange', follow);
		return () => removeEventListener('hashchange', follow);
	}, []);
	const go = useCallback((next) => {
		location.hash = buildHash(next);
		setRoute(next);
	}, []);
	return [route, go];
}

/**
 * Returns a component that is only redrawn if one of its properties is another object, so 200 bubbles stay as they are. If it
 * can't be drawn, it shows `fallback`, and the rest of the page still works.
 */
export function memo(draw, fallback) {
	return class extends Component {
		static getDerivedStateFromError() {
			return { failed: true };
		}
		shouldComponentUpdate(next, state) {
			const names = Object.keys({ ...this.props, ...next });
			return state !== this.state || names.some((name) => this.props[name] !== next[name]);
		}
		render(properties, { failed }) {
			return html`<${failed ? fallback : draw} ...${properties} />`;
		}
	};
}

/** Returns a function that never changes, but calls the newest `action`. Memoized components need such functions. */
export function useStable(action) {
	const newest = useRef(action);
	newest.current = action;
	return useCallback((...parameters) => newest.current(...parameters), []);
}

export function useDismiss(isOpen, box, close) {
	useEffect(() => {
		if (!isOpen) return undefined;
		const onKey = (event) => {
			if (event.key === 'Escape') close();
		};
		const onPress = (event) => {
			if (!box.current?.contains(event.target)) close();
		};
		addEventListener('keydown', onKey);
		addEventListener('pointerdown', onPress);
		return () => {
			removeEventListener('keydown', onKey);
			removeEventListener('pointerdown', onPress);
		};
	}, [isOpen]);
}
