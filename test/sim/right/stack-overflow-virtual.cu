/*---
name: stack_overflow_virtual
summary: Objects with virtual functions in local memory.
dims: { N: 32 }
inputs:
  x: { type: i32, shape: [N], fill: { integers: [0, 1] } }
outputs:
  y: { type: i32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y] }
---*/
struct Shape {
    int size;
    __device__ Shape(int size) : size(size) {}
    __device__ virtual int area() const = 0;
};
struct Square : Shape {
    using Shape::Shape;
    __device__ __noinline__ int area() const override { return size * size; }
};
struct Strip : Shape {
    using Shape::Shape;
    __device__ __noinline__ int area() const override { return 3 * size; }
};
extern "C" __global__ void run(const int* x, int* y) {
    int t = threadIdx.x;
    Square square(t);
    Strip strip(t);
    const Shape* shape = x[t] ? (const Shape*)&square : (const Shape*)&strip;
    y[t] = shape->area();
}
