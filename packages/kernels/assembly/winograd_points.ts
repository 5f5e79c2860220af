// The points a = ¾ and b = 1½, and what the matrices make of them.
export const A1 = memory.data<f32>([0.75]), A2 = memory.data<f32>([0.5625]), A3 = memory.data<f32>([0.421875]);
export const B1 = memory.data<f32>([1.5]), B2 = memory.data<f32>([2.25]), B3 = memory.data<f32>([3.375]);
export const MINUS_A2 = memory.data<f32>([-0.5625]), MINUS_B2 = memory.data<f32>([-2.25]);
export const MINUS_SUM = memory.data<f32>([-2.8125]), PRODUCT = memory.data<f32>([1.265625]); // −(a² + b²), a² b²
// Rows of G are (1, p, p²) / Π (p − q): 64/81 at 0; ∓128/243, 32/81, 8/27 at ±a; 32/243, ±16/81, 8/27 at ±b.
export const G_ZERO = memory.data<f32>([<f32>(64.0 / 81.0)]), G_NEAR = memory.data<f32>([<f32>(128.0 / 243.0)]);
export const G_FAR = memory.data<f32>([<f32>(32.0 / 243.0)]), G_LAST = memory.data<f32>([<f32>(8.0 / 27.0)]);
export const G_ODD = memory.data<f32>([<f32>(32.0 / 81.0)]), G_ODD_FAR = memory.data<f32>([<f32>(16.0 / 81.0)]);
